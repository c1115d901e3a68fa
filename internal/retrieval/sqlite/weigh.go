package sqlite

import (
	"database/sql"
	"fmt"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

func (a *applying) means() (m retrieval.Means, err error) {
	var passages, documents, passageTerms, documentTerms int
	row := a.tx.QueryRowContext(a.ctx, `SELECT (SELECT count(*) FROM passages), (SELECT coalesce(sum(length), 0) FROM passages),
		(SELECT count(*) FROM documents), (SELECT coalesce(sum(length), 0) FROM documents)`)
	err = row.Scan(&passages, &passageTerms, &documents, &documentTerms)
	return retrieval.Means{Passage: retrieval.MeanLength(passageTerms, passages), Document: retrieval.MeanLength(documentTerms, documents)}, err
}

// index brings the postings in step with the rows. Where neither the mean
// lengths nor the rules have changed, it touches only the terms of documents
// that came or went; otherwise it weighs all anew. It returns the name of what
// the weights were made with.
func (a *applying) index(before string) (string, error) {
	m, err := a.means()
	if err != nil {
		return "", err
	}
	weighed := fmt.Sprintf("version %s, mean lengths %.3f and %.3f", corpus.Version, m.Passage, m.Document)
	if weighed != before {
		if err := a.countRest(); err != nil {
			return "", err
		}
		if err := a.exec(`DELETE FROM postings`); err != nil {
			return "", err
		}
	}
	passages := make([][]posting, len(a.words.Terms))
	documents := make([][]posting, len(a.words.Terms))
	for _, c := range a.put {
		weigh(documents, c.Row, c.Whole, m.Document)
		for ordinal, t := range c.Passages {
			weigh(passages, c.Row<<passageBits+int64(ordinal), t, m.Passage)
		}
	}
	return weighed, a.store(passages, documents)
}

// countRest counts the documents that are stored already, too.
func (a *applying) countRest() error {
	have := map[int64]bool{}
	for _, c := range a.put {
		have[c.Row] = true
	}
	var rest []int64
	err := query(a.ctx, a.tx, `SELECT id FROM documents`, nil, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		if !have[id] {
			rest = append(rest, id)
		}
		return err
	})
	for _, row := range rest {
		if err != nil {
			return err
		}
		var b *retrieval.Prepared
		if b, err = a.load(row); err == nil {
			a.put = append(a.put, a.words.Count(row, b))
		}
	}
	return err
}

func weigh(lists [][]posting, id int64, t retrieval.Tally, mean float64) {
	for _, x := range t.Terms {
		lists[x.Term] = append(lists[x.Term], posting{id, retrieval.Weight(int(x.N), t.Length, mean)})
	}
}

// store writes the lists of all terms of the vocabulary: what was stored of
// them, without documents that went, and the new postings.
func (a *applying) store(passages, documents [][]posting) error {
	get, err := a.tx.PrepareContext(a.ctx, `SELECT passages, documents FROM postings WHERE term = ?`)
	if err != nil {
		return err
	}
	defer get.Close()
	set, err := a.tx.PrepareContext(a.ctx, `INSERT OR REPLACE INTO postings (term, in_passages, in_documents, passages, documents) VALUES (?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer set.Close()
	for _, i := range a.words.InOrder() {
		if err := a.storeTerm(get, set, a.words.Terms[i], passages[i], documents[i]); err != nil {
			return err
		}
	}
	return nil
}

func (a *applying) storeTerm(get, set *sql.Stmt, term string, passages, documents []posting) error {
	var oldPassages, oldDocuments []byte
	if err := get.QueryRowContext(a.ctx, term).Scan(&oldPassages, &oldDocuments); err != nil && err != sql.ErrNoRows {
		return err
	}
	newPassages, inPassages, err := merge(oldPassages, func(id int64) bool { return a.gone[id>>passageBits] }, passages)
	if err != nil {
		return err
	}
	newDocuments, inDocuments, err := merge(oldDocuments, func(id int64) bool { return a.gone[id] }, documents)
	if err != nil {
		return err
	}
	if inPassages == 0 && inDocuments == 0 {
		return a.exec(`DELETE FROM postings WHERE term = ?`, term)
	}
	_, err = set.ExecContext(a.ctx, term, inPassages, inDocuments, newPassages, newDocuments)
	return err
}
