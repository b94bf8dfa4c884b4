"""What a database says, and what an object mapper says about it.

Decides which words are a statement or a database's own message: they name tables, columns, constraints
and values. Refuses to know what stands around them: the text is cut from there to its end, since what
follows is more of the same (bound values, the next exception).

Patterns are data, RE2 syntax. Common words alone are no statement: "Select a date from the list" and
"Update your table reservation" are sentences for people, so a statement needs its punctuation as evidence.
"""

from __future__ import annotations

# A table or a column, quoted in any way. Stands for ID below.
_ID = r"[`\"\[]?[A-Za-z_][\w$.`\"\]\[]*"

_STATEMENTS = (
    # Upper-case key words are written by programs.
    r"\bSELECT\s[^\n;]+?\sFROM\s",
    r"\bINSERT\s+(?:IGNORE\s+)?INTO\s+ID",
    r"\bUPDATE\s+ID(?:\s+\w+)?\s+SET\s",
    r"\b(?:DELETE\s+FROM|MERGE\s+INTO)\s+ID",
    r"\b(?:CREATE|ALTER|DROP|TRUNCATE)\s+(?:TEMPORARY\s+|UNIQUE\s+)?(?:TABLE|INDEX|VIEW|SEQUENCE|SCHEMA)\s+ID",
    # In lower case only with a statement's punctuation: in the list of columns, …
    r"(?i)\bselect\s+(?:distinct\s+|top\s+\d+\s+)?(?:\*|count\(|max\(|`\w)[^\n]*?\sfrom\s",
    r"(?i)\bselect\s+(?:distinct\s+)?(?:[`\"\[]?\w+[`\"\]]?\.[`\"\[*\w]|\w+_\w+\s*(?:,|as\s|from\s))[^\n]*?\sfrom\s",
    # … behind the table, …
    r"(?i)\bselect\s[^\n]+?\sfrom\s+ID\s+(?:\w+\s+)?(?:(?:inner|left|right|cross)\s+)?(?:outer\s+)?join\s",
    r"(?i)\bselect\s[^\n]+?\sfrom\s+ID\s+(?:\w+\s+)?where\s+[\w.`\"\[\]]+\s*(?:=|<|>|!|\bin\s*\(|\blike\b|\bis\b)",
    r"(?i)\bselect\s[^\n]+?\sfrom\s+ID\s+(?:\w+\s+)?(?:order\s+by\s|group\s+by\s|limit\s+[\d?$:])",
    # … or in its name.
    r"(?i)\bselect\s[^\n]+?\sfrom\s+(?:`\w|dual\b|(?:dbo|public|sys|information_schema)\.\w)",
    r"(?i)\bselect\s[^\n]+?\sfrom\s+\w+_\w+\s*(?:$|[;)\]'\"])",
    r"(?i)\binsert\s+into\s+ID\s*(?:\(|values\s*\(|select\s|default\s+values)",
    r"(?i)\bupdate\s+ID(?:\s+\w+)?\s+set\s+[\w.`\"\[\]]+\s*=",
    r"(?i)\bdelete\s+from\s+ID(?:\s+\w+)?\s+where\s",
    r"(?i)\bdelete\s+from\s+(?:`\w+|\w+_\w+|\w+\.\w+)",
    r"(?i)\b(?:create|alter|drop|truncate)\s+table\s+(?:if\s|`|\"|\[|\w+_\w|\w+\.\w|\w+\s*\()",
    r"(?i)\{\s*\??=?\s*call\s+[\w.]+\s*[(}]",
    r"(?i)\bexec(?:ute)?\s+(?:dbo\.|sp_|usp_)\w+",
    # A label that only a mapper or a driver writes
    r"\bSQL ?\[",
    r"[(\[,]\s?SQL: ",
    r"\[parameters?: ",
    r"(?i)\bsql statement\b[^\n]{0,40}[:\[\"'(]",
)
STATEMENTS = tuple(pattern.replace("ID", _ID) for pattern in _STATEMENTS)

_DRIVERS = (
    r"\bSQLSTATE\b",
    r"\bSQLCODE\b",
    r"\bSQL\d{4,5}[NCW]\b",
    r"\b(?:ORA|PLS|TNS|RMAN)-\d{4,5}\b",
    r"\bSQLITE_[A-Z]+\b",
    r"\bER_[A-Z]+(?:_[A-Z]+)+\b",
    r"\bPG::\w+",
    r"\b(?:psycopg2?|asyncpg|pymysql|MySQLdb|mysql\.connector|sqlite3|cx_Oracle|oracledb|pyodbc|sqlalchemy)\.\w",
    r"\b(?:django\.db|pymongo|mongoengine|Npgsql|MySqlConnector)\.\w",
    r"\b(?:pq|pgx|gorm|Mysql2): ",
    r"\bMysql2::\w",
    r"\b(?:java\.sql|javax\.persistence|jakarta\.persistence)\.\w",
    r"\bSystem\.Data\.(?:SqlClient|Entity|Common|Odbc|OleDb)\b",
    r"\bMicrosoft\.(?:Data\.SqlClient|EntityFrameworkCore)\b",
    r"\b(?i:sqlexception|pdoexception|mysqli_sql_exception)\b",
    r"\b(?:SQLSyntaxError|SQLGrammar|PSQL|BadSqlGrammar|DataIntegrityViolation|Mysqli?_\w+)Exception\b",
    r"\b(?:QueryFailedError|SequelizeDatabaseError|PrismaClient\w+Error|Doctrine\\DBAL)\b",
    r"\bActiveRecord::\w*(?:Statement|Query|Database|RecordNotUnique)\w*",
    r"\b(?:Ecto|Postgrex|DBConnection|MyXQL)\.\w+Error\b",
    r"\[(?:Microsoft|MySQL|IBM|Oracle|FreeTDS|unixODBC|DataDirect|MariaDB|Teradata(?: Database)?)\]\s?\[",
    r"\bADODB\.\w",
    r"\bSAP DBTech\b",
    r"\[EclipseLink-\d+\]",
    r"\bError from server: code=\d{4}\b",
    r"\bError \d{4} \([0-9A-Z]{5}\): ",
    r"\bMsg \d+, Level \d+, State \d+",
    r"\bLdapErr: DSID-",
    r"(?i)\b(?:dynamic SQL error|SQL error code = )",
    r"\bsql: Scan error on column\b",
    r"(?i)\bMicrosoft (?:OLE DB|JET|ODBC|Cursor|Access)\b[^\n]*\berror '",
    r"(?i)\bwarning: (?:mysql|pg|oci|mssql|sqlite|sqlsrv|odbc|ibase)_?\w*\(",
)
_POSTGRES = (
    r"(?i)\brelation \\?\"[^\"]+\" (?:does not exist|already exists)",
    r"(?i)\bcolumn (?:\\?\"[^\"]+\"|\w+\.\w+) (?:does not exist|of relation|is of type|must appear)",
    r"(?i)\bviolates? (?:unique|foreign key|check|not-null|exclusion|primary key|row-level security)",
    r"(?i)\bpermission denied for (?:table|relation|schema|sequence|database|column|view|function|type)\b",
    r"(?i)\b(?:insert or update|update or delete) on table ",
    r"\bKey \([^)\n]+\)=\([^\n]*\) (?:already exists|is not present|is still referenced)",
    r"(?i)\bis the server running on (?:host|that host)\b",
    r"(?i)\bfailing row contains\b",
    r"(?i)\b(?:password|peer|ident|md5) authentication failed for user \"",
    r"(?i)\bno pg_hba\.conf entry\b",
    r"(?i)\bsyntax error at or near \"",
    r"(?i)\b(?:role|schema|sequence|database) \"[^\"]+\" does not exist",
    r"(?i)\b(?:operator does not exist|function [\w.]+\([^)\n]*\) does not exist)\b",
    r"(?i)\bvalue too long for type char",
    r"(?i)\bprocess \d+ waits for \w+ on ",
    r"(?i)\bcolumn reference \"[^\"]+\" is ambiguous",
    r"(?i)\b(?:could not translate host name|connection to server (?:at|on socket)) \"",
)
_MYSQL = (
    r"(?i)\berror in your SQL syntax",
    r"(?i)\btable '[\w$-]+\.[\w$.-]+' (?:doesn't exist|does not exist|already exists)",
    r"(?i)\btable '[^'\n]+' is (?:marked as crashed|full|read only)",
    r"(?i)\b\w+ command denied to user '",
    r"(?i)\bis blocked because of many connection errors",
    r"(?i)\bcan't create/write to file '",
    r"(?i)\bis not in GROUP BY clause\b",
    r"\b(?:PROCEDURE|FUNCTION) [\w$]+\.[\w$]+ does not exist",
    r"(?i)\bunknown column '[^']*' in '",
    r"(?i)\bduplicate entry '[^\n]*?' for key",
    r"(?i)\bfor column '?`?[\w.`]+'? at row \d",
    r"(?i)\bcannot (?:add or update a child|delete or update a parent) row",
    r"(?i)\bforeign key constraint fails",
    r"(?i)\bcolumn '\w+' (?:cannot be null|in \w+ (?:list|clause) is ambiguous)",
    r"(?i)\bfield '\w+' doesn't have a default value",
    r"(?i)\baccess denied for user '[^']*'@",
    r"(?i)\bis not allowed to connect to this (?:mysql|mariadb) server",
    r"(?i)\bunknown database '",
    r"(?i)\bcan't connect to (?:local )?(?:mysql|mariadb) server",
)
_SQL_SERVER = (
    r"(?i)\binvalid (?:object|column) name '",
    r"(?i)\bincorrect syntax near ",
    r"(?i)\bviolation of (?:primary key|unique key|unique index|foreign key)",
    r"(?i)\bcannot insert (?:the value null into column|duplicate key|explicit value for identity)",
    r"(?i)\bstatement conflicted with the ",
    r"(?i)\bcannot open database \"",
    r"(?i)\bwould be truncated in table '",
    r"(?i)\b(?:conversion failed when converting|error converting data type|operand type clash)\b",
    r"(?i)\bdeadlocked on lock\b",
    r"(?i)\bpermission was denied on the (?:object|column)",
    r"(?i)\b(?:ambiguous column name '|must declare the scalar variable|subquery returned more than 1)",
    r"(?i)\bmulti-part identifier \"",
    r"(?i)\bthere is already an object named '",
    r"(?i)\b(?:cannot find the object|could not allocate space for object) [\"']",
    r"(?i)\b(?:transaction log|log file) for database '",
    r"(?i)\bprocedure or function '?[\w.]+'? (?:expects|has too many)",
    r"(?i)\bcould not find stored procedure\b",
    r"(?i)\blogin failed for user '[^']*\\",
)
_OTHER_STORES = (
    r"(?i)\b(?:UNIQUE|NOT NULL|FOREIGN KEY|CHECK|PRIMARY KEY) constraint failed\b",
    r"\bno such (?:table|column|function): \w",
    r"\btable \w+ has no column named ",
    r"\bnear \"[^\"\n]*\": syntax error",
    r"\"[\w.$]+\" is an undefined name",
    r"(?i)\bin query expression '",
    r"(?i)\binvalid table name: ",
    r"\bunconfigured table \w",
    r"(?i)\bnot authorized on \w+ to execute command\b",
    r"(?i)\bdatabase disk image is malformed",
    r"\bE11000 duplicate key\b",
    r"(?i)\bdup key: \{",
    r"\bMongo(?:Server|Network|Write|Timeout)?(?:Error|Exception)\b",
)
_MAPPERS = (
    r"(?i)\bcould not (?:execute|extract|prepare|insert|update|delete):? (?:statement|query|batch|result|\[)",
    r"(?i)\bcould not execute (?:JDBC|native|bulk) ",
    r"(?i)\bcould not initialize proxy\b",
    r"\b(?:Prepared|Callable)?StatementCallback\b",
    r"(?i)\bcould not open (?:jpa|hibernate|jdbc)",
    r"(?i)\b(?:unable to acquire|failed to obtain|could not get) jdbc",
    r"(?:###|---)\s+(?:Error|The error occurred|SQL|Cause)",
    r"(?i)\ban exception occurred (?:while executing (?:a query|')|in (?:the )?driver)",
    r"(?i)\bInvalid `[\w.]*\.\w+\(\)` invocation",
    r"(?i)\bconstraint (?:[\[`\"]\w+|(?:fk|pk|uk|uq|ck|ix|idx)_\w+|\w+_(?:fk|pk|uk|f?key|pkey|idx|unique)\b)",
    r"(?i)\bbatch entry \d+ ",
)
# What a cloud's library says inside of a program: it names accounts, roles and resources.
_CLOUDS = (
    r"\bwhen calling the \w+ operation[^\n]{0,40}: [^\n]*\barn:",
    r"\(Service: (?:Amazon|AWS|[A-Z])[\w ]*; Status Code: \d{3}; Error Code: ",
    r"\boperation error [\w ]+: \w+, (?:https response error|exceeded maximum)",
)
MESSAGES = (*_DRIVERS, *_POSTGRES, *_MYSQL, *_SQL_SERVER, *_OTHER_STORES, *_MAPPERS, *_CLOUDS)

# What a mapper adds to a sentence for people, and what may go without it; group 1 is the addition.
ADDITIONS = (r"(\[WHERE [^\]\n]*\])",)
