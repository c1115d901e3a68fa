package sqlite

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// vocabulary numbers terms, so that counting those of a whole corpus takes
// eight bytes a posting.
type vocabulary struct {
	numbers map[string]int32
	terms   []string
}

func newVocabulary() *vocabulary { return &vocabulary{numbers: map[string]int32{}} }

func (v *vocabulary) number(term string) int32 {
	n, known := v.numbers[term]
	if !known {
		n = int32(len(v.terms))
		v.numbers[term] = n
		v.terms = append(v.terms, term)
	}
	return n
}

// tally is how often a text has each of its terms.
type tally struct {
	length int
	terms  []times
}

type times struct{ term, n int32 }

// counted is a document reduced to what weighing needs.
type counted struct {
	row      int64
	whole    tally
	passages []tally
}

func (v *vocabulary) count(row int64, b *built) counted {
	c := counted{row: row, whole: v.tally(b.all)}
	for _, terms := range b.terms {
		c.passages = append(c.passages, v.tally(terms))
	}
	return c
}

func (v *vocabulary) tally(terms []string) tally {
	t := tally{length: len(terms)}
	for term, n := range retrieval.Frequencies(terms) {
		t.terms = append(t.terms, times{v.number(term), int32(n)})
	}
	return t
}

// means are the mean lengths that weights are made with.
type means struct{ passage, document float64 }

func (a *applying) means() (m means, err error) {
	var passages, documents, passageTerms, documentTerms int
	row := a.tx.QueryRowContext(a.ctx, `SELECT (SELECT count(*) FROM passages), (SELECT coalesce(sum(length), 0) FROM passages),
		(SELECT count(*) FROM documents), (SELECT coalesce(sum(length), 0) FROM documents)`)
	err = row.Scan(&passages, &passageTerms, &documents, &documentTerms)
	return means{retrieval.MeanLength(passageTerms, passages), retrieval.MeanLength(documentTerms, documents)}, err
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
	weighed := fmt.Sprintf("version %s, mean lengths %.3f and %.3f", corpus.Version, m.passage, m.document)
	if weighed != before {
		if err := a.countRest(); err != nil {
			return "", err
		}
		if err := a.exec(`DELETE FROM postings`); err != nil {
			return "", err
		}
	}
	passages := make([][]posting, len(a.words.terms))
	documents := make([][]posting, len(a.words.terms))
	for _, c := range a.put {
		weigh(documents, c.row, c.whole, m.document)
		for ordinal, t := range c.passages {
			weigh(passages, c.row<<passageBits+int64(ordinal), t, m.passage)
		}
	}
	return weighed, a.store(passages, documents)
}

// countRest counts the documents that are stored already, too.
func (a *applying) countRest() error {
	have := map[int64]bool{}
	for _, c := range a.put {
		have[c.row] = true
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
		var b *built
		if b, err = a.load(row); err == nil {
			a.put = append(a.put, a.words.count(row, b))
		}
	}
	return err
}

func weigh(lists [][]posting, id int64, t tally, mean float64) {
	for _, x := range t.terms {
		lists[x.term] = append(lists[x.term], posting{id, retrieval.Weight(int(x.n), t.length, mean)})
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
	order := make([]int32, len(a.words.terms))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return strings.Compare(a.words.terms[x], a.words.terms[y]) })
	for _, i := range order {
		if err := a.storeTerm(get, set, a.words.terms[i], passages[i], documents[i]); err != nil {
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
