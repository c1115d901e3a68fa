package discordtest

import (
	"fmt"
	"slices"
	"strings"
)

// Violation is a rule that the bot has broken.
type Violation struct {
	Rule string // its name, for Expect and Allow
	Text string // what was wrong, and where
	// Refused says that Discord refuses such a payload; the others are rules of
	// the house.
	Refused bool
}

func (v Violation) String() string { return v.Rule + ": " + v.Text }

type record struct {
	violations []Violation
	allowed    map[string]bool
	expected   map[string]bool
}

func newRecord(allowed []string) record {
	r := record{allowed: map[string]bool{}, expected: map[string]bool{}}
	for _, rule := range allowed {
		r.allowed[rule] = true
	}
	return r
}

// Expect demands that the bot breaks these rules: the test fails unless each was
// broken, and not for being so.
func (s *Server) Expect(rules ...string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, rule := range rules {
		s.record.expected[rule] = true
	}
}

// Allow tolerates that these rules are broken.
func (s *Server) Allow(rules ...string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, rule := range rules {
		s.record.allowed[rule] = true
	}
}

// Violations are all that were found so far, expected or not.
func (s *Server) Violations() []Violation {
	s.lock.Lock()
	defer s.lock.Unlock()
	return slices.Clone(s.record.violations)
}

// Broken says which rules were broken so far, each once.
func (s *Server) Broken() []string {
	var out []string
	for _, v := range s.Violations() {
		if !slices.Contains(out, v.Rule) {
			out = append(out, v.Rule)
		}
	}
	return out
}

// Problems is what a test has to fail for: rules broken that were not allowed, and
// those not broken that were expected to be. After the server has stopped, that
// counts interactions without an answer.
func (s *Server) Problems() []string {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.leftUnanswered()
	var out []string
	for _, v := range s.record.violations {
		if !s.record.allowed[v.Rule] && !s.record.expected[v.Rule] {
			out = append(out, v.String())
		}
	}
	for rule := range s.record.expected {
		if !slices.ContainsFunc(s.record.violations, func(v Violation) bool { return v.Rule == rule }) {
			out = append(out, fmt.Sprintf("%s: expected to be broken, and was not", rule))
		}
	}
	slices.Sort(out)
	return out
}

// violate notes a rule that was broken. The lock is held. A soak must not fill the
// memory with one mistake: the 1,000th and later are left out.
func (s *Server) violate(rule, format string, args ...any) {
	if len(s.record.violations) < 1000 {
		s.record.violations = append(s.record.violations, Violation{Rule: rule, Text: fmt.Sprintf(format, args...)})
	}
	s.notify()
}

// judge notes what was found in a payload, and gives what Discord would answer to
// it, nil where that takes it. The lock is held.
func (s *Server) judge(where string, found []Violation) *Answer {
	var refused []string
	for _, v := range found {
		s.violate(v.Rule, "%s: %s", where, v.Text)
		if v.Refused {
			refused = append(refused, v.String())
		}
	}
	if len(refused) == 0 {
		return nil
	}
	a := jsonAnswer(400, object{"code": 50035, "message": "Invalid Form Body",
		"errors": object{"_errors": []any{object{"code": "INVALID", "message": strings.Join(refused, "; ")}}}})
	return &a
}
