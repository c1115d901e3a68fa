// Package uselite answers: what does this text mean, as a direction in 512
// dimensions? It is the Universal Sentence Encoder Lite (Cer and others,
// “Universal Sentence Encoder”, 2018), computed as its TensorFlow.js graph says:
// pieces of the text by a unigram language model, their vectors, two layers of a
// transformer, the mean, one layer more with tanh, and length 1.
package uselite
