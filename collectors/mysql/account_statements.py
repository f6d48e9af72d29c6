"""How accounts are asked for, in the words of either make: with their rights over all, and the state of a password.

The hash of a password stays where it is: what stands in its place is `empty`, `invalid` or `set`.
"""

from typing import Final

_RIGHTS: Final = (
    *("select", "insert", "update", "delete", "create_user", "super", "grant", "file", "shutdown", "reload"),
)
"""Global rights that let somebody read or change all, or administer: as CIS asks about them (CIS MariaDB 10.6, 5.1 to
5.7). Each is a column of `mysql.user`."""
_DYNAMIC: Final = (
    *("ROLE_ADMIN", "SET_USER_ID", "SET_ANY_DEFINER", "SYSTEM_USER", "SYSTEM_VARIABLES_ADMIN"),
    *("PERSIST_RO_VARIABLES_ADMIN", "AUDIT_ADMIN", "ENCRYPTION_KEY_ADMIN"),
)
"""What MySQL took out of SUPER (dev.mysql.com/doc/refman/8.4/en/privileges-provided.html, dynamic privileges)."""
_SET_USER: Final = 1 << 30
"""What MariaDB took out of SUPER and has no column: SET USER, by which views and programs run as anybody. Tried."""
WAYS: Final = 4
"""Ways in of one MariaDB account that are looked at: `IDENTIFIED VIA ... OR ...`."""


_CATALOGUE: Final = (
    "EXISTS(SELECT 1 FROM mysql.db c WHERE c.User = u.User AND c.Host = u.Host AND 'mysql' LIKE c.Db"
    " AND 'Y' IN (c.Insert_priv, c.Update_priv, c.Delete_priv, c.Grant_priv, c.Drop_priv, c.Alter_priv))"
)
"""Rights over the database mysql, by which accounts can be written without any right over accounts (CIS MariaDB 10.6,
5.1). The name of a database in `mysql.db` is a pattern."""


def _held(table: str) -> str:
    """Names of the rights that an account holds, with commas."""
    return ", ".join(f"IF({table}{right.capitalize()}_priv = 'Y', '{right}', NULL)" for right in _RIGHTS)


def _state(plugin: str, stored: str) -> str:
    """What stands where a password's hash would; never the hash."""
    return (
        f"CASE WHEN IFNULL({stored}, '') = '' THEN 'empty'"
        f" WHEN IFNULL({plugin}, 'mysql_native_password') = 'mysql_native_password'"
        f" AND {stored} NOT REGEXP '^[*][0-9A-Fa-f]{{40}}$' THEN 'invalid'"
        f" WHEN {plugin} = 'ed25519' AND LENGTH({stored}) <> 43 THEN 'invalid' ELSE 'set' END"
    )


def _priv(path: str) -> str:
    return f"JSON_VALUE(g.Priv, '$.{path}')"


def _ways() -> str:
    """The plugin and the state of an account's own password, and of each that it may use in its place."""
    places = ["", *(f"auth_or[{number}]." for number in range(WAYS))]
    return ", ".join(
        f"{_priv(f'{at}plugin')} AS plugin{number}, "
        f"{_state(_priv(f'{at}plugin'), _priv(f'{at}authentication_string'))} AS state{number}"
        for number, at in enumerate(places)
    )


OF_MARIADB: Final = (
    "SELECT u.User AS user, u.Host AS host, u.is_role AS role, u.default_role,"
    f" {_priv('account_locked')} AS locked, u.password_expired AS expired, u.ssl_type AS ssl_type,"
    " (u.x509_subject <> '' OR u.x509_issuer <> '') AS subject,"
    f" {_priv('password_last_changed')} AS changed, {_priv('password_lifetime')} AS lifetime,"
    f" CONCAT_WS(',', {_held('u.')}) AS rights, IFNULL(JSON_LENGTH(g.Priv, '$.auth_or'), 0) AS others, {_ways()},"
    f" {_CATALOGUE} AS catalogue, (CAST({_priv('access')} AS UNSIGNED) & {_SET_USER}) <> 0 AS dynamic,"
    " UNIX_TIMESTAMP() AS moment FROM mysql.global_priv g JOIN mysql.user u USING (Host, User)"
)
_ATTRIBUTE: Final = "JSON_UNQUOTE(JSON_EXTRACT(u.User_attributes, '$.{}'))"
OF_MYSQL: Final = (
    "SELECT u.User AS user, u.Host AS host, u.account_locked AS locked,"
    " u.password_expired AS expired, u.ssl_type, (LENGTH(u.x509_subject) > 0 OR LENGTH(u.x509_issuer) > 0) AS subject,"
    " UNIX_TIMESTAMP(u.password_last_changed) AS changed, u.password_lifetime AS lifetime,"
    f" CONCAT_WS(',', {_held('u.')}) AS rights,"
    f" u.plugin AS plugin0, {_state('u.plugin', 'u.authentication_string')} AS state0, UNIX_TIMESTAMP() AS moment,"
    f" {_CATALOGUE} AS catalogue"
    # Of 8.0.19 and later (dev.mysql.com: Server Comments; Password Management), but for factors, which came later.
    f" /*!80019 , {_ATTRIBUTE.format('Password_locking.failed_login_attempts')} AS attempts,"
    f" {_ATTRIBUTE.format('Password_locking.password_lock_time_days')} AS lock_days,"
    " JSON_EXTRACT(u.User_attributes, '$.multi_factor_authentication[*].plugin') AS factors,"
    " JSON_EXTRACT(u.User_attributes, '$.multi_factor_authentication[*].passwordless') AS alone,"
    " JSON_EXTRACT(u.User_attributes, '$.multi_factor_authentication[*].requires_registration') AS waits,"
    " EXISTS(SELECT 1 FROM mysql.global_grants d WHERE d.USER = u.User AND d.HOST = u.Host"
    f" AND d.PRIV IN ({', '.join(map(repr, _DYNAMIC))})) AS dynamic */"
    " FROM mysql.user u"
)
