package openai

import (
	"fmt"

	sdk "github.com/sashabaranov/go-openai"
	"github.com/sashabaranov/go-openai/jsonschema"

	"dateline/internal/answer"
)

// draft is the form of an answer as one object. Structured outputs need an
// object on the outside:
// https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
type draft struct {
	Claims []answer.Proposal `json:"claims"`
}

// format asks for a draft and nothing else.
func format() (*sdk.ChatCompletionResponseFormat, error) {
	schema, err := jsonschema.GenerateSchemaForType(draft{})
	if err != nil {
		return nil, fmt.Errorf("the schema of a draft: %w", err)
	}
	return &sdk.ChatCompletionResponseFormat{
		Type:       sdk.ChatCompletionResponseFormatTypeJSONSchema,
		JSONSchema: &sdk.ChatCompletionResponseFormatJSONSchema{Name: "claims", Schema: schema, Strict: true},
	}, nil
}
