-- A number finds its member, and where a letter goes.
CREATE UNIQUE INDEX members_member_number ON members_member (number);

CREATE VIEW members_public_post AS
    SELECT area_id, person, address, postcode, phone FROM members_member;
