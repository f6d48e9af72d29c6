"""Until when their makers fix MySQL and MariaDB: data, as it stood in November 2026. Pure.

Sources: MySQL: Oracle's Lifetime Support Policy for Technology Products (extended support of 5.x and of long-term
releases; another release ends with the next one); MariaDB: mariadb.org/about/#maintenance-policy; both as gathered by
endoflife.date. A release that is not here is unknown, not unsupported. That a distribution goes on to fix one for
longer is not counted.
"""

from typing import Final

from scanner.ends import Table, table

ENDS: Final[Table] = table(
    {
        "mysql": "5.5 2018-12-31, 5.6 2021-02-28, 5.7 2023-10-31, 8.0 2026-04-30, 8.1 2023-10-25, 8.2 2023-12-14,"
        " 8.3 2024-04-10, 8.4 2032-04-30, 9.0 2024-10-15, 9.1 2025-01-21, 9.2 2025-04-15, 9.3 2025-07-22,"
        " 9.4 2025-10-21, 9.5 2026-01-20, 9.6 2026-04-21",
        "mariadb": "5.5 2020-04-11, 10.0 2019-03-31, 10.1 2020-10-17, 10.2 2022-05-23, 10.3 2023-05-25,"
        " 10.4 2024-06-18, 10.5 2025-06-24, 10.6 2026-07-06, 10.7 2023-02-09, 10.8 2023-05-20, 10.9 2023-08-22,"
        " 10.10 2023-11-17, 10.11 2028-02-16, 11.0 2024-06-06, 11.1 2024-08-21, 11.2 2024-11-21, 11.3 2024-05-29,"
        " 11.4 2029-05-29, 11.5 2024-11-21, 11.6 2025-02-13, 11.7 2025-05-12, 11.8 2028-06-04, 12.0 2025-11-18,"
        " 12.1 2026-02-13, 12.2 2026-05-13, 12.3 2029-06-30",
    }
)
