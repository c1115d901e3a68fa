package turns

import "dateline/internal/tables"

// layout is the tables. A bucket is its owner's until a time; starts are the
// IDENTIFYs of a day.
var layout = tables.Layout{
	Name: "gateway sessions", Application: 0x444c5453, // "DLTS"
	Damaged: "the gateway sessions begun today are not counted any more", Last: "gateway_starts",
	Make: `CREATE TABLE IF NOT EXISTS {}gateway_buckets (
	bot text NOT NULL,
	bucket bigint NOT NULL,
	owner text NOT NULL,
	until bigint NOT NULL,
	PRIMARY KEY (bot, bucket));
CREATE TABLE IF NOT EXISTS {}gateway_starts (
	id text PRIMARY KEY,
	bot text NOT NULL,
	at bigint NOT NULL)`,
}

const (
	insertBucket = `INSERT INTO {}gateway_buckets (bot, bucket, owner, until) VALUES (CAST($1 AS text), CAST($2 AS bigint), '', 0) ON CONFLICT (bot, bucket) DO NOTHING`
	// A time further away than anybody takes a bucket for is of a clock that was
	// put back.
	takeBucket = `UPDATE {}gateway_buckets SET owner = CAST($3 AS text), until = CAST($5 AS bigint)
		WHERE bot = CAST($1 AS text) AND bucket = CAST($2 AS bigint) AND (owner = CAST($3 AS text) OR until <= CAST($4 AS bigint) OR until > CAST($5 AS bigint))`
	selectUntil = `SELECT until FROM {}gateway_buckets WHERE bot = CAST($1 AS text) AND bucket = CAST($2 AS bigint)`
	spendBucket = `UPDATE {}gateway_buckets SET until = CAST($5 AS bigint)
		WHERE bot = CAST($1 AS text) AND bucket = CAST($2 AS bigint) AND owner = CAST($3 AS text) AND until > CAST($4 AS bigint)`
	giveBucket = `UPDATE {}gateway_buckets SET until = 0 WHERE bot = CAST($1 AS text) AND bucket = CAST($2 AS bigint) AND owner = CAST($3 AS text)`

	pruneStarts = `DELETE FROM {}gateway_starts WHERE at <= CAST($1 AS bigint) OR at > CAST($2 AS bigint)`
	countStarts = `SELECT count(*), coalesce(min(at), 0) FROM {}gateway_starts WHERE bot = CAST($1 AS text)`
	insertStart = `INSERT INTO {}gateway_starts (id, bot, at) VALUES (CAST($1 AS text), CAST($2 AS text), CAST($3 AS bigint)) ON CONFLICT (id) DO NOTHING`
)
