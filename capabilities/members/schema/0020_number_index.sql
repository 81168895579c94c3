-- 0020_number_index.sql: a list that somebody brings in names people by their
-- membership number, and may name some who have left.
CREATE INDEX members_member_by_number ON members_member (number);
CREATE INDEX members_former_by_name ON members_former (name);
