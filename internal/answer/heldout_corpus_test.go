package answer

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
	"dateline/sample"
)

// salt is a made-up corpus: talks about salt that fail and, three years later,
// a contract; two articles, one transcript and one entry by a correspondent.
var salt = map[string]string{
	"corpus.yaml": `
name: Salt talks
events:
  - {id: brenna-2018, name: "Brenna, April 2018", date: 2018-04-10, place: "the Town Hall, Brenna", participants: [Lena Hofer, Tomas Ruiz]}
  - {id: osk-2021, name: "Osk, September 2021", date: 2021-09-16, place: Osk, participants: [Lena Hofer, Tomas Ruiz]}
outlets:
  - {name: The Courier, aliases: [Courier]}
  - {name: Coast Radio}
  - {name: Daily Ledger}
documents:
  - {file: courier-2018.txt, outlet: The Courier, kind: article, headline: Salt and timber, published: 2018-04-11, event: brenna-2018}
  - {file: radio-2018.txt, outlet: Coast Radio, kind: transcript, published: 2018-04-11, event: brenna-2018, first_speaker: Ida Kern, speakers: {KERN: Ida Kern, VOSS: Paul Voss}}
  - {file: ledger-2021.txt, outlet: Daily Ledger, kind: article, headline: A contract at last, published: 2021-09-17, event: osk-2021}
  - {file: courier-2021.txt, outlet: The Courier, kind: article, headline: Tired and content, published: 2021-09-17, event: osk-2021, authors: [Mara Stein]}
`,
	"courier-2018.txt": `Lena Hofer, the trade minister of Velland, flew to Brenna on Tuesday for talks with Tomas Ruiz, who runs the salt board of Marosia. The two met in a school outside the town because the Town Hall was being painted.

Velland imports most of its salt from Marosia and sells it timber. Ruiz said the board would consider lowering the price if Velland opened its northern ports to Marosian ships. Hofer called the offer “a start, not a gift.”

Two groups have opposed the talks: the miners, who fear for their jobs, and the fishermen, who want the ports for themselves. Police arrested several members of the latter group on Monday. Officials in Brenna said the protests had done little harm.

The meeting came two days ahead of a vote in Velland's parliament on the salt tax. The tax was to fall to 4 percent in July. Ruiz leaves for the southern mines on Thursday, before a visit to Osk next week.

Marosia banned the sale of unwashed salt in 2016 after 31 people fell ill. The ban remains unpopular among small traders, some of whom ignore it.`,
	"radio-2018.txt": `Good morning. Salt is in the news again. Tomas Ruiz, head of Marosia's salt board, saw the Velland trade minister Lena Hofer yesterday. Paul Voss is in Brenna for us.

VOSS: Good morning, Ida. It was a polite meeting. Ruiz thanked Hofer for the doctors whom Velland lent to Marosia after the flood. Hofer praised what she called his patience.

KERN: And did they agree on anything?

VOSS: Not on the price. They agreed to share weather reports. Ruiz's deputy, Nora Blum, told me she was confident that a contract would be signed before summer. I doubt it.

KERN: We hear that the miners' union has asked the mayor to invite Hofer to the mines. Will she go?

VOSS: She'd be glad to. It would embarrass the board if a foreign minister were shown mines that its own inspectors have not visited for years. The union's chairman, Otto Lang, was in the town yesterday, and he said he had a promise from his members that they would not strike.

KERN: There is also a rumour about a dead diver.

VOSS: The harbour police have denied that anyone died. They hinted that the story was made up by a smugglers' newsletter. It has lately become an offence in Marosia to publish the names of divers, so we may never know.`,
	"ledger-2021.txt": `Hofer, now prime minister of Velland, and Ruiz signed a salt contract in Osk on Thursday, three years after talks in Brenna had ended without one.

Under the contract Velland will buy 60,000 tonnes a year from Marosia at a price fixed until 2025. Ruiz said he hoped that other countries would follow. A clause allows either side to leave with six months' notice.

The opposition in Velland called the contract a surrender. Its leader, Greta Sand, said the government had paid too much and got too little. Sand has urged Hofer to publish the annexes. Some members of Hofer's own party also have doubts, and a few may vote against it.

The contract ends a quarrel that began when Velland raised its duties on Marosian salt in 2014. Marosia answered by closing its western border to timber lorries. Nobody expects the border to open before spring.

Hofer was to fly home on Thursday night but stayed for a concert. She will visit the mine at Dorn tomorrow, then return to Velland.`,
	"courier-2021.txt": `After a night of talks the prime minister of Velland signed the contract that she had refused in 2018, and Ruiz shook her hand. “I am tired and content,” he was heard telling her.

Hofer gave the price as the reason. But there may be more to it: a Marosian newspaper wrote this week that Velland could lend its engineers for the railway to Dorn in the coming year. Nothing has been decided.

Before Osk, Hofer had been in Pelm and Tarn. At the start of the month she met Ruiz's rival, Aldo Finn, on the sidelines of a fair in Tarn. Finn backs the miners and still pays some of their lawyers.

Considered in the trade the weaker party, Marosia got what it wanted, the economist Jon Rask said. Velland's industry needs the salt, and Marosia could have sold it elsewhere, he added. Most economists disagree with him.`,
}

// library is a corpus that drafts are about: its passages, each a key.
type library struct {
	searcher *retrieval.Searcher
	passages map[string]retrieval.Hit
}

// opened is the library of a corpus.
func opened(tb testing.TB, files fs.FS) library {
	tb.Helper()
	ctx := context.Background()
	src, err := corpus.OpenFS(files, "test")
	if err != nil {
		tb.Fatal(err)
	}
	store, err := sqlite.Open(ctx, sqlite.Memory)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	if _, err := retrieval.Sync(ctx, src, store, retrieval.SyncOptions{}); err != nil {
		tb.Fatal(err)
	}
	searcher, err := retrieval.NewSearcher(ctx, store, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return library{searcher, passagesOf(tb, searcher)}
}

func passagesOf(tb testing.TB, s *retrieval.Searcher) map[string]retrieval.Hit {
	tb.Helper()
	ctx := context.Background()
	manifest, err := s.Manifest(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	out := map[string]retrieval.Hit{}
	for id := range manifest.Documents {
		document, err := s.Document(ctx, id)
		if err != nil {
			tb.Fatal(err)
		}
		for _, p := range document.Passages {
			out[fmt.Sprintf("%s %d", id, p.Ordinal)] = retrieval.Hit{Passage: p, Header: document.Header, Hash: "v1"}
		}
	}
	return out
}

// sentence is the passage and the sentence of a document, named by the beginning
// of its id, that holds an anchor of a few words.
func (l library) sentence(tb testing.TB, document, anchor string) Proposed {
	tb.Helper()
	for key, h := range l.passages {
		if !strings.HasPrefix(h.Header.ID, document) {
			continue
		}
		p := h.Passage
		for _, u := range p.Units {
			within := corpus.Span{Start: max(u.Start, p.Start) - p.Start, End: min(u.End, p.End) - p.Start}
			for _, s := range corpus.Sentences(p.Text, within) {
				if text := p.Text[s.Start:s.End]; strings.Contains(corpus.Fold(text), corpus.Fold(anchor)) {
					return Proposed{key, text}
				}
			}
		}
	}
	tb.Fatalf("%q stands in no sentence of %s", anchor, document)
	return Proposed{}
}

// libraries are the corpora of the held-out drafts by their kind. The reports
// lie outside the project.
func libraries(tb testing.TB) map[string]library {
	tb.Helper()
	out := map[string]library{"sample": opened(tb, sample.FS)}
	for name, files := range map[string]map[string]string{"salt": salt, "ferries": ferries, "pass": pass} {
		s := filled(tb, files)
		out[name] = library{s, passagesOf(tb, s)}
	}
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	folder := filepath.Join(root, "corpus")
	if _, err := os.Stat(filepath.Join(folder, "corpus.yaml")); err != nil {
		tb.Logf("%s is missing, and the drafts about reports with it; set DATELINE_SHARED to the shared folder", folder)
		return out
	}
	out["reports"] = opened(tb, os.DirFS(folder))
	return out
}
