-- 0001_members.sql: who belongs where, how to find them again, and what a
-- local party says about itself.

-- One row per member, in the area they belong to (a branch, or a constituency
-- party without branches). name_key is the name for sorting and searching:
-- lower case, without accents, the last word first. The id begins with the
-- time of joining, so the newest member has the greatest id.
CREATE TABLE members_member (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    person    BYTEA NOT NULL,
    number    BIGINT NOT NULL,
    name      TEXT NOT NULL,
    name_key  TEXT NOT NULL,
    mail      TEXT NOT NULL, -- empty: none
    phone     TEXT NOT NULL, -- empty: none
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE INDEX members_member_by_name ON members_member (area_id, name_key, id);
CREATE INDEX members_member_by_person ON members_member (person);

-- Each name once per word, turned so that it begins with that word: "smith
-- anna" and "anna smith". What is typed is then the beginning of a turn, and
-- one range of this index answers for a region or the whole movement.
CREATE TABLE members_turn (
    turn    TEXT NOT NULL,
    area_id BYTEA NOT NULL,
    id      BYTEA NOT NULL,
    PRIMARY KEY (turn, id, area_id)
);

-- Members whose own area this is (not of the areas inside it).
CREATE TABLE members_count (
    area_id BYTEA NOT NULL,
    members BIGINT NOT NULL CHECK (members >= 0),
    PRIMARY KEY (area_id)
);

-- The last membership number given out; one row.
CREATE TABLE members_last_number (
    id     BIGINT NOT NULL CHECK (id = 1),
    number BIGINT NOT NULL,
    PRIMARY KEY (id)
);

-- What stands on a local page, every version of it, in each language by itself.
-- The newest version is what people see. links: one a line, address TAB words.
CREATE TABLE members_page_version (
    area_id   BYTEA NOT NULL,
    lang      TEXT NOT NULL,
    version   BIGINT NOT NULL CHECK (version > 0),
    about     TEXT NOT NULL,
    meeting   TEXT NOT NULL,
    links     TEXT NOT NULL,
    by_person BYTEA,
    at        BIGINT NOT NULL,
    PRIMARY KEY (area_id, lang, version)
);

-- Who holds which office, under the name that they show to everybody.
-- until_at 0: still. The numbers of title are those of OfficeTitle.
CREATE TABLE members_office (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    title      BIGINT NOT NULL,
    person     BYTEA NOT NULL,
    shown_name TEXT NOT NULL,
    from_at    BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
