-- The map: areas in two trees, who lies in whom and since when, postcodes.
--
-- An area is one row for ever: its id is made from its kind and code, so it
-- stays the same through every import. A code that leaves the map gets an end
-- (valid_until); what lay in what at which time stands in places_within.
--
-- Postcodes belong to a numbered map. A new map is loaded beside the old one
-- and takes its place in one small transaction (places_map.state), so a load
-- that is cut off leaves the old map as it was.

CREATE TABLE places_map (
    number BIGINT PRIMARY KEY,
    state BIGINT NOT NULL CHECK (state IN (1, 2, 3)), -- 1 loading, 2 in force, 3 replaced
    digest BYTEA NOT NULL,   -- of the files it was made of
    source TEXT NOT NULL,    -- in words, for people who look after the system
    started_at BIGINT NOT NULL,
    loaded_at BIGINT,
    postcodes BIGINT NOT NULL,
    without_coordinates BIGINT NOT NULL,
    by_nearest BIGINT NOT NULL,   -- lay in no constituency's shape: given to the nearest
    broken_lines BIGINT NOT NULL,
    wards_without_name BIGINT NOT NULL
);

CREATE TABLE places_area (
    id BYTEA PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE, -- the same area in few bytes, for places_postcode
    kind BIGINT NOT NULL,          -- PlaceKind
    slug TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL,            -- GSS code; a party has its constituency's, a branch its ward's
    name TEXT NOT NULL,
    name_cy TEXT NOT NULL,         -- '' when there is none
    name_key TEXT NOT NULL,        -- both names as search keys, a line break between them
    parent BYTEA, -- in the tree of its kind; NULL for a root
    lat_e7 BIGINT NOT NULL,        -- where its postcodes are, on average; 0, 0 unknown
    lon_e7 BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT             -- NULL while it is in force
);
CREATE UNIQUE INDEX places_area_code ON places_area (kind, code);
CREATE INDEX places_area_parent ON places_area (parent);
CREATE INDEX places_area_spot ON places_area (kind, lat_e7, lon_e7, number, valid_until);

-- Every (ancestor, area) pair with the time in which it held; each area is its
-- own ancestor at depth 0. One function writes these and the areas together
-- (places_write.c), so there are no foreign keys: they doubled the time for
-- which the switch to a new map keeps other writers waiting.
CREATE TABLE places_within (
    root BYTEA NOT NULL,
    area BYTEA NOT NULL,
    depth BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (root, area, valid_from)
);
CREATE INDEX places_within_area ON places_within (area, root);

CREATE TABLE places_postcode (
    id BIGINT PRIMARY KEY,   -- map number * 2^37 + key of the postcode (core/postcode.h)
    lat_e7 BIGINT,           -- NULL: exists, but is not on the map
    lon_e7 BIGINT,
    constituency BIGINT,     -- places_area.number
    council BIGINT,
    ward BIGINT              -- NULL when the source names none
);
CREATE INDEX places_postcode_constituency ON places_postcode (constituency);
CREATE INDEX places_postcode_ward ON places_postcode (ward);

-- The ends of names ("leeds north west", "north west", "west"), so that looking
-- for a part of a name is a range and its order needs no other table. Parties,
-- councils and regions have the ends inside words too ("eeds north west").
CREATE TABLE places_name (
    word TEXT NOT NULL,
    area BIGINT NOT NULL,    -- places_area.number
    rank BIGINT NOT NULL,    -- the order of hits: places_write.c says how it is made
    PRIMARY KEY (word, area)
);

-- How many postcodes a council and a constituency share.
CREATE TABLE places_overlap (
    council BIGINT NOT NULL,
    constituency BIGINT NOT NULL,
    postcodes BIGINT NOT NULL,
    PRIMARY KEY (council, constituency)
);

CREATE VIEW places_public_within AS
SELECT root, area FROM places_within WHERE valid_until IS NULL;

CREATE VIEW places_public_area AS
SELECT id, kind, slug, code, name, name_cy, parent FROM places_area WHERE valid_until IS NULL;
