package memory

import "dateline/internal/tables"

// version is that of the tables. One that only adds columns or tables need not
// raise it; one that an older program would write wrongly has to.
const version = 1

// layout is the tables. Only answers and feedback name people. What hangs on an
// answer is deleted once the answer is gone, rather than with it: a row that is
// being added at that moment is then found by the next.
var layout = tables.Layout{
	Name: "memory", Application: 0x444c4e4d, // "DLNM"
	Damaged: "what was said and thought until now is forgotten", Last: "memory_schema",
	Make: `CREATE TABLE IF NOT EXISTS {}memory_answers (
	id text PRIMARY KEY,
	person text NOT NULL,
	server text NOT NULL,
	channel text NOT NULL,
	thread text NOT NULL,
	follows text NOT NULL,
	hidden bigint NOT NULL,
	corpus text NOT NULL,
	question text NOT NULL,
	answer text NOT NULL,
	asked bigint NOT NULL,
	chosen bigint NOT NULL);
CREATE INDEX IF NOT EXISTS memory_answers_by_person ON {}memory_answers (person);
CREATE INDEX IF NOT EXISTS memory_answers_by_thread ON {}memory_answers (thread, asked);
CREATE INDEX IF NOT EXISTS memory_answers_by_time ON {}memory_answers (asked);
CREATE TABLE IF NOT EXISTS {}memory_messages (
	message text PRIMARY KEY,
	answer text NOT NULL);
CREATE INDEX IF NOT EXISTS memory_messages_by_answer ON {}memory_messages (answer);
CREATE TABLE IF NOT EXISTS {}memory_feedback (
	answer text NOT NULL,
	person text NOT NULL,
	helpful bigint NOT NULL,
	reason text NOT NULL,
	given bigint NOT NULL,
	PRIMARY KEY (answer, person));
CREATE INDEX IF NOT EXISTS memory_feedback_by_person ON {}memory_feedback (person);
CREATE TABLE IF NOT EXISTS {}memory_seen (
	interaction text PRIMARY KEY,
	first text NOT NULL,
	seen bigint NOT NULL);
CREATE INDEX IF NOT EXISTS memory_seen_by_time ON {}memory_seen (seen);
CREATE TABLE IF NOT EXISTS {}memory_schema (
	name text PRIMARY KEY,
	version bigint NOT NULL)`,
	Added: []tables.Column{{Table: "memory_answers", Name: "corpus_id", Definition: "text NOT NULL DEFAULT ''"}},
}

const (
	insertVersion = `INSERT INTO {}memory_schema (name, version) VALUES ('memory', CAST($1 AS bigint)) ON CONFLICT (name) DO NOTHING`
	selectVersion = `SELECT version FROM {}memory_schema WHERE name = 'memory'`

	insertSeen = `INSERT INTO {}memory_seen (interaction, first, seen) VALUES (CAST($1 AS text), CAST($2 AS text), CAST($3 AS bigint)) ON CONFLICT (interaction) DO NOTHING`
	selectSeen = `SELECT first FROM {}memory_seen WHERE interaction = CAST($1 AS text)`

	insertAnswer = `INSERT INTO {}memory_answers (id, person, server, channel, thread, follows, hidden, corpus, question, answer, asked, chosen, corpus_id)
		VALUES (CAST($1 AS text), CAST($2 AS text), CAST($3 AS text), CAST($4 AS text), CAST($5 AS text), CAST($6 AS text),
			CAST($7 AS bigint), CAST($8 AS text), CAST($9 AS text), CAST($10 AS text), CAST($11 AS bigint), 0, CAST($12 AS text)) ON CONFLICT (id) DO NOTHING`
	columns      = `SELECT id, person, server, channel, thread, follows, hidden, corpus, question, answer, asked, chosen, corpus_id FROM {}memory_answers `
	selectAnswer = columns + `WHERE id = CAST($1 AS text) AND asked >= CAST($2 AS bigint) AND (hidden = 0 OR person = CAST($3 AS text))`
	selectThread = columns + `WHERE thread = CAST($1 AS text) AND asked >= CAST($2 AS bigint) AND hidden = 0
		ORDER BY asked DESC, id DESC LIMIT CAST($3 AS bigint)`
	chooseAnswer = `UPDATE {}memory_answers SET chosen = CAST($3 AS bigint) WHERE id = CAST($1 AS text) AND person = CAST($2 AS text) AND chosen <> CAST($3 AS bigint)`
	shareAnswer  = `UPDATE {}memory_answers SET hidden = 0, question = CAST($3 AS text), answer = CAST($4 AS text) WHERE id = CAST($1 AS text) AND person = CAST($2 AS text)`
	// Writing it back keeps who forgets it at this moment waiting until what
	// hangs on it is there to be found.
	holdAnswer  = `UPDATE {}memory_answers SET asked = asked WHERE id = CAST($1 AS text) AND asked >= CAST($2 AS bigint)`
	holdVisible = holdAnswer + ` AND (hidden = 0 OR person = CAST($3 AS text))`

	insertMessage  = `INSERT INTO {}memory_messages (message, answer) VALUES (CAST($1 AS text), CAST($2 AS text)) ON CONFLICT (message) DO NOTHING`
	selectMessages = `SELECT message FROM {}memory_messages WHERE answer = CAST($1 AS text) ORDER BY message`
	selectMessage  = `SELECT answer FROM {}memory_messages WHERE message = CAST($1 AS text)`

	selectFeedback = `SELECT helpful, reason FROM {}memory_feedback WHERE answer = CAST($1 AS text) AND person = CAST($2 AS text)`
	putFeedback    = `INSERT INTO {}memory_feedback (answer, person, helpful, reason, given)
		VALUES (CAST($1 AS text), CAST($2 AS text), CAST($3 AS bigint), CAST($4 AS text), CAST($5 AS bigint))
		ON CONFLICT (answer, person) DO UPDATE SET helpful = excluded.helpful, reason = excluded.reason, given = excluded.given`
	pageFeedback = `SELECT f.answer, f.person, f.helpful, f.reason, f.given, a.corpus, a.question, a.answer, a.asked
		FROM {}memory_feedback AS f JOIN {}memory_answers AS a ON a.id = f.answer
		WHERE (f.answer > CAST($1 AS text) OR f.answer = CAST($1 AS text) AND f.person > CAST($2 AS text))
			AND a.hidden = 0 AND a.asked >= CAST($3 AS bigint) AND (CAST($4 AS text) = '' OR a.corpus = CAST($4 AS text))
		ORDER BY f.answer, f.person LIMIT CAST($5 AS bigint)`

	countAnswers = `SELECT count(*), CAST(coalesce(sum(hidden), 0) AS bigint), CAST(coalesce(sum(CASE WHEN question = '' THEN 0 ELSE 1 END), 0) AS bigint), coalesce(min(asked), 0), coalesce(max(asked), 0)
		FROM {}memory_answers WHERE person = CAST($1 AS text)`
	countFeedback  = `SELECT count(*), coalesce(min(given), 0), coalesce(max(given), 0) FROM {}memory_feedback WHERE person = CAST($1 AS text)`
	forgetAnswers  = `DELETE FROM {}memory_answers WHERE person = CAST($1 AS text)`
	forgetFeedback = `DELETE FROM {}memory_feedback WHERE person = CAST($1 AS text)`

	pruneSeen      = `DELETE FROM {}memory_seen WHERE seen < CAST($1 AS bigint)`
	blankQuestions = `UPDATE {}memory_answers SET question = '' WHERE hidden = 1 AND question <> '' AND asked < CAST($1 AS bigint)`
	pruneAnswers   = `DELETE FROM {}memory_answers WHERE asked < CAST($1 AS bigint)`
	pruneMessages  = `DELETE FROM {}memory_messages WHERE NOT EXISTS (SELECT 1 FROM {}memory_answers AS a WHERE a.id = memory_messages.answer)`
	pruneFeedback  = `DELETE FROM {}memory_feedback WHERE NOT EXISTS (SELECT 1 FROM {}memory_answers AS a WHERE a.id = memory_feedback.answer)`
)
