-- 0002_late.sql: whose dues are overdue, found by the day until which they paid.

CREATE INDEX dues_account_until ON dues_account (paid_until, person);
