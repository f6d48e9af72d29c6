// Command gocheck lets Go's own packages read our checkpoints and proofs. Its input is JSON on stdin; it prints
// "ok" or the first thing that Go does not agree with.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type input struct {
	VKey  string
	Note  string
	Roots [][]byte // of the trees of 0, 1, 2, ... leaves
	Data  [][]byte // the leaves
	// Inclusion[i] proves leaf i in the whole tree, Consistency[i] that the tree of i leaves is its beginning.
	Inclusion   [][][]byte
	Consistency [][][]byte
}

func hash(b []byte) (h tlog.Hash) {
	copy(h[:], b)
	return h
}

func hashes(row [][]byte) (out []tlog.Hash) {
	for _, b := range row {
		out = append(out, hash(b))
	}
	return out
}

func check(in input) error {
	verifier, err := note.NewVerifier(in.VKey)
	if err != nil {
		return err
	}
	opened, err := note.Open([]byte(in.Note), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	size := int64(len(in.Data))
	root := hash(in.Roots[size])
	want := fmt.Sprintf("%s\n%d\n%s\n", verifier.Name(), size, root)
	if opened.Text != want {
		return fmt.Errorf("the note says %q, not %q", opened.Text, want)
	}
	for i, data := range in.Data {
		if err := tlog.CheckRecord(hashes(in.Inclusion[i]), size, root, int64(i), tlog.RecordHash(data)); err != nil {
			return fmt.Errorf("inclusion of %d: %w", i, err)
		}
	}
	for i := int64(1); i < size; i++ {
		if err := tlog.CheckTree(hashes(in.Consistency[i]), size, root, i, hash(in.Roots[i])); err != nil {
			return fmt.Errorf("consistency from %d: %w", i, err)
		}
	}
	return nil
}

func main() {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	if err := check(in); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ok")
}
