package answer

import (
	"context"

	"dateline/internal/retrieval"
)

type checker struct{ keys map[string]retrieval.Hit }

func (s *asking) newChecker(keys map[string]retrieval.Hit) *checker { return &checker{keys} }

func (c *checker) check(context.Context, Proposal) (Claim, error) {
	return Claim{}, &Rejected{"stub", "stub"}
}
