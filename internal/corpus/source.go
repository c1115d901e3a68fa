package corpus

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// MaxDocumentBytes bounds one document: a text file, or a line of JSON Lines.
const MaxDocumentBytes = 10 << 20

// Source is a corpus as it lies on disk (or in the program): which files it
// has and what corpus.yaml says of them. It holds no text.
type Source struct {
	// Name is the corpus's own name, or that of its folder or file.
	Name string
	// Location is where the corpus was opened, as an absolute path, or a word
	// in angle brackets for one that is part of the program.
	Location string
	// Files are those that hold documents, sorted by path.
	Files []string
	// Skipped are files that hold none, with the reason.
	Skipped []Skipped
	// Failed are folders that could not be looked into.
	Failed []*FileError

	folder      fs.FS
	description description
	described   string // hash of corpus.yaml
}

// Skipped is a file that is no document, and why.
type Skipped struct{ File, Reason string }

// Open reads which documents there are at path, a folder or a .jsonl file.
// The error names every problem of corpus.yaml.
func Open(name string) (*Source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("corpus %s: there is no such folder or file; name another with --corpus", name)
	}
	location, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("corpus %s: %w", name, err)
	}
	if info.IsDir() {
		return OpenFS(os.DirFS(name), location)
	}
	if path.Ext(name) != ".jsonl" {
		return nil, fmt.Errorf("corpus %s: a corpus is a folder or a .jsonl file; name the folder that holds this file", name)
	}
	return &Source{
		Name: strings.TrimSuffix(filepath.Base(name), ".jsonl"), Location: location,
		Files: []string{filepath.Base(name)}, folder: os.DirFS(filepath.Dir(name)),
	}, nil
}

// OpenFS is Open for a folder that may not be on disk.
func OpenFS(folder fs.FS, location string) (*Source, error) {
	d, data, err := describe(folder)
	if err != nil {
		return nil, err
	}
	s := &Source{Name: d.Name, Location: location, folder: folder, description: d, described: hashOf(data)}
	if s.Name == "" {
		s.Name = filepath.Base(location)
	}
	if err := fs.WalkDir(folder, ".", s.visit); err != nil {
		return nil, fmt.Errorf("corpus %s: %w", location, err)
	}
	if len(s.Files) == 0 {
		return nil, fmt.Errorf("corpus %s: the folder holds no document (.txt, .jsonl, or .md with front matter)", location)
	}
	return s, nil
}

func (s *Source) visit(file string, entry fs.DirEntry, err error) error {
	if err != nil && file != "." {
		s.Failed = append(s.Failed, asFileError(file, err))
		return fs.SkipDir
	}
	if err != nil {
		return err
	}
	base := path.Base(file)
	if file != "." && strings.HasPrefix(base, ".") {
		if entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if entry.IsDir() || file == DescriptionFile {
		return nil
	}
	_, described := s.description.entry(file)
	switch ext := path.Ext(file); {
	case !isFile(s.folder, file):
		s.Skipped = append(s.Skipped, Skipped{file, "is neither a file nor a link to one"})
	case ext == ".txt", ext == ".jsonl", described:
		s.Files = append(s.Files, file)
	case ext == ".md" && s.hasFrontMatter(file):
		s.Files = append(s.Files, file)
	case ext == ".md":
		s.Skipped = append(s.Skipped, Skipped{file, "has no front matter and is not named in " + DescriptionFile})
	default:
		s.Skipped = append(s.Skipped, Skipped{file, "is neither .txt, .md nor .jsonl"})
	}
	return nil
}

// isFile tells files from what would never end to be read, like a pipe. One
// that can't be asked is taken for a file, so that reading it reports why.
func isFile(folder fs.FS, name string) bool {
	info, err := fs.Stat(folder, name)
	return err != nil || info.Mode().IsRegular()
}

func (s *Source) hasFrontMatter(file string) bool {
	f, err := s.folder.Open(file)
	if err != nil {
		return true // so that reading it reports the error
	}
	defer f.Close()
	head := make([]byte, 128) // enough for a line that looks empty behind its dashes
	n, _ := io.ReadFull(f, head)
	return frontMatterStart.Match(head[:n])
}

// Outlets are the outlets of corpus.yaml in its order.
func (s *Source) Outlets() []Outlet {
	out := make([]Outlet, len(s.description.Outlets))
	for i, o := range s.description.Outlets {
		out[i] = o.Outlet
	}
	return out
}

// Events are the events of corpus.yaml in its order.
func (s *Source) Events() []Event {
	out := make([]Event, len(s.description.Events))
	for i, e := range s.description.Events {
		out[i] = e.Event
	}
	return out
}

// FileHash is the hash of all that a file's documents are made of. It changes
// whenever one of them could.
func (s *Source) FileHash(file string) (string, error) {
	f, err := s.folder.Open(file)
	if err != nil {
		return "", fileError(file, err)
	}
	defer f.Close()
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", Version, s.described)
	if _, err := io.Copy(h, f); err != nil {
		return "", fileError(file, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Hash identifies a record and the rules it is built by.
func (r Record) Hash() string {
	data, err := json.Marshal(r)
	if err != nil {
		panic("a record is strings and dates: " + err.Error())
	}
	return hashOf(append([]byte(Version+"\n"), data...))
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Records reads the documents of one of the Files, all or none: the error
// names the file and, where there is one, the line.
func (s *Source) Records(file string) ([]Record, error) {
	read := s.textRecord
	if path.Ext(file) == ".jsonl" {
		read = s.lineRecords
	}
	records, err := read(file)
	if err != nil {
		return nil, fileError(file, err)
	}
	return records, nil
}

// FileError is a file that can't be read as documents.
type FileError struct {
	File string
	Err  error
}

func (e *FileError) Error() string { return e.File + ": " + e.Err.Error() }

// Unwrap is the reason.
func (e *FileError) Unwrap() error { return e.Err }

func fileError(file string, err error) error { return asFileError(file, err) }

func asFileError(file string, err error) *FileError {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err // the file is named once
	}
	return &FileError{file, err}
}

// readLimited reads a text file of at most MaxDocumentBytes.
func (s *Source) readLimited(file string) ([]byte, error) {
	f, err := s.folder.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxDocumentBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxDocumentBytes {
		return nil, fmt.Errorf("the document is larger than %d MiB; split it", MaxDocumentBytes>>20)
	}
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	return data, checkText(data)
}

// defaultID is a file's path without its ending.
func defaultID(file string) string { return strings.TrimSuffix(file, path.Ext(file)) }

// Explain says what cleaning took out of the documents of a file.
func (s *Source) Explain(file string) (string, error) {
	if !slices.Contains(s.Files, file) {
		return "", fmt.Errorf("%s is not a document of the corpus%s", file, suggest(file, s.Files))
	}
	records, err := s.Records(file)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range records {
		d := Build(r)
		fmt.Fprintf(&b, "%s\n%s", d.ID, d.Explain())
	}
	return b.String(), nil
}
