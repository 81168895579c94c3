-- 0001_handbook.sql: how the movement does things, page by page, version by version.

-- A page belongs to an area: to the movement's root for everybody, to a place
-- for what holds there. A place's page with the name of one of the movement's
-- is shown below it, as what is added there. parent: the page it stands under, of the
-- same area (no foreign key: pages are copied in the order of their keys when a movement
-- moves, a child before its parent); NULL: at the top. position: its order among its neighbours.
CREATE TABLE handbook_page (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    name       TEXT NOT NULL,
    parent     BYTEA,
    position   BIGINT NOT NULL,
    is_down    BIGINT NOT NULL CHECK (is_down IN (0, 1)),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE UNIQUE INDEX handbook_page_name ON handbook_page (area_id, name);

-- Every text that everybody could read. The highest version of a language is
-- the one that holds. follows: the version of the other language it says the
-- same as; 0 for none. text_key is for searching.
CREATE TABLE handbook_text (
    area_id   BYTEA NOT NULL,
    page      BYTEA NOT NULL,
    lang      TEXT NOT NULL,
    version   BIGINT NOT NULL,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    text_key  TEXT NOT NULL,
    note      TEXT NOT NULL,
    follows   BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    by_person BYTEA,
    PRIMARY KEY (area_id, page, lang, version),
    FOREIGN KEY (area_id, page) REFERENCES handbook_page (area_id, id)
);

-- What is being written and nobody reads yet: one for each page and language.
-- base: the version it was begun on.
CREATE TABLE handbook_draft (
    area_id   BYTEA NOT NULL,
    page      BYTEA NOT NULL,
    lang      TEXT NOT NULL,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    base      BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    by_person BYTEA,
    PRIMARY KEY (area_id, page, lang),
    FOREIGN KEY (area_id, page) REFERENCES handbook_page (area_id, id)
);

CREATE VIEW handbook_public_page AS
SELECT p.area_id, p.id, p.name, t.lang, t.title, t.version, t.at
  FROM handbook_page p
  JOIN handbook_text t ON t.area_id = p.area_id AND t.page = p.id
 WHERE p.is_down = 0
   AND t.version = (SELECT max(x.version) FROM handbook_text x
                     WHERE x.area_id = t.area_id AND x.page = t.page AND x.lang = t.lang);
