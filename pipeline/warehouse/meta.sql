-- State that belongs to the data of this file. There are no migrations: the
-- file is a cache, and one of another meta.info.version is rebuilt from the archive.
CREATE SCHEMA IF NOT EXISTS meta;
CREATE SCHEMA IF NOT EXISTS store;
CREATE SCHEMA IF NOT EXISTS raw;
CREATE SCHEMA IF NOT EXISTS latest;

CREATE TABLE IF NOT EXISTS meta.info (version INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS meta.dataset (
    name VARCHAR NOT NULL, about VARCHAR, home VARCHAR, license VARCHAR, citation VARCHAR,
    redistribute VARCHAR, complete BOOLEAN, raw_table VARCHAR, min_rows BIGINT, max_bad DOUBLE, max_vanished DOUBLE,
    contract_why VARCHAR, frequency VARCHAR, period_column VARCHAR, lag_days INTEGER, freshness_why VARCHAR,
    off VARCHAR, fingerprint VARCHAR NOT NULL, wording VARCHAR NOT NULL);

CREATE TABLE IF NOT EXISTS meta."column" (
    dataset VARCHAR NOT NULL, position INTEGER, name VARCHAR NOT NULL, type VARCHAR, role VARCHAR,
    unit VARCHAR, about VARCHAR, nullable BOOLEAN);

-- One row per landing that was merged, refused or held until somebody approves it.
CREATE TABLE IF NOT EXISTS meta.ledger (
    id BIGINT NOT NULL, load INTEGER NOT NULL, dataset VARCHAR NOT NULL, part VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL, size BIGINT, lines BIGINT, url VARCHAR, file VARCHAR,
    known_at TIMESTAMP NOT NULL, known_by VARCHAR NOT NULL, seen_at TIMESTAMP, etag VARCHAR, last_modified VARCHAR,
    is_sample BOOLEAN NOT NULL, outcome VARCHAR NOT NULL,
    records BIGINT, rows_read BIGINT, rows_kept BIGINT, rows_new BIGINT, rows_revised BIGINT, rows_withdrawn BIGINT,
    rows_quarantined BIGINT, rows_ignored BIGINT, ignored VARCHAR, ascending BOOLEAN,
    table_rows BIGINT, way VARCHAR, warnings VARCHAR, error VARCHAR, merged_at TIMESTAMP);

-- What analysts and models join: refused and held landings are no data.
CREATE VIEW IF NOT EXISTS meta.landing AS SELECT * EXCLUDE (outcome, error) FROM meta.ledger WHERE outcome = 'merged';

CREATE TABLE IF NOT EXISTS meta.quarantine (
    landing BIGINT NOT NULL, dataset VARCHAR NOT NULL, part VARCHAR NOT NULL, line BIGINT,
    column_name VARCHAR, text VARCHAR, reason VARCHAR NOT NULL, detail VARCHAR, raw VARCHAR);
