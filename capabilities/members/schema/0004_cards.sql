-- What the officers of a place need to find a member and to reach them; for rooms
-- that show it to those who may see it, and note whom they have shown.

CREATE VIEW members_public_card AS
    SELECT area_id, id, person, number, name, name_key, mail, phone, address, postcode,
           joined_at, state, reach,
           CAST(number AS TEXT) AS number_key,
           replace(replace(replace(phone, ' ', ''), '-', ''), '+44', '0') AS phone_key,
           replace(postcode, ' ', '') AS postcode_key
      FROM members_member;

CREATE VIEW members_public_turn AS
    SELECT turn, area_id, id FROM members_turn;

-- Half a million in each order, and by what is typed. They hold what the list
-- filters by, so that a row which does not fit is not looked up.
CREATE INDEX members_member_in_name ON members_member (name_key, id, area_id, joined_at, state, mail);
CREATE INDEX members_member_in_time ON members_member (joined_at, id, area_id, state, mail);
CREATE INDEX members_member_in_number ON members_member (number, id, area_id, joined_at, state, mail);
CREATE INDEX members_member_by_mail ON members_member (mail, id);
CREATE INDEX members_member_by_phone ON members_member
    ((replace(replace(replace(phone, ' ', ''), '-', ''), '+44', '0')), id);
CREATE INDEX members_member_by_digits ON members_member ((CAST(number AS TEXT)), id);
CREATE INDEX members_member_by_postcode ON members_member ((replace(postcode, ' ', '')), id);

-- Those whose membership is not as usual (MEMBER_ACTIVE is 2): few, and looked for.
CREATE INDEX members_member_unusual ON members_member (state, area_id) WHERE state <> 2;
