-- What the form for joining said besides, for the rooms that asked it: kept
-- until the link is used, as everything else about it.
ALTER TABLE people_link ADD COLUMN note TEXT; -- "rate=reduced&news=yes"
