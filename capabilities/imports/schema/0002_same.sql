-- 0002_same.sql: whether somebody stands in a list twice is asked for every row,
-- so it is one look at an index that begins with what tells people apart. (One
-- that began with the list was passed over for the key, and all rows before
-- were read: a list of 20,000 took minutes.)
DROP INDEX imports_row_same;
CREATE INDEX imports_row_hash ON imports_row (same, line);
