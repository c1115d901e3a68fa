// Package seen answers one question: does the built program do in Discord what
// people should see? It holds tests alone. They build the program, run it as a
// process of its own in a Discord for tests, and type, click, stop and kill.
package seen
