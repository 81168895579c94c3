-- What is kept no longer is found without reading everything that is kept.

CREATE INDEX consent_standing_no ON consent_standing (at) WHERE is_given = 0;
CREATE INDEX consent_reader_created ON consent_reader (created);
