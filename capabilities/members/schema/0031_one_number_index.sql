-- 0031_one_number_index.sql: Numbers have an index already, one that also keeps them apart; a second was
-- written for each member and read by nobody.
DROP INDEX members_member_by_number;
