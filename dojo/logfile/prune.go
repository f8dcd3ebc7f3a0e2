package logfile

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
)

// prune deletes old files, see Options. Two processes may do so at once: a file that is
// gone already is fine.
func (f *files) prune() {
	parts, err := list(f.Dir)
	if err != nil {
		return
	}
	dead := map[process]bool{}
	isDead := func(p process) bool {
		if d, known := dead[p]; known {
			return d
		}
		dead[p] = isDead(filepath.Join(f.Dir, p.file(1)))
		return dead[p]
	}
	removable := func(p part) bool {
		if p.of == f.of {
			return p.n != 1 && p.n != f.n
		}
		return isDead(p.of)
	}
	for _, p := range tooMuch(parts, f.Options, removable) {
		path := filepath.Join(f.Dir, p.name)
		if p.n == 1 {
			removeFirst(path)
			continue
		}
		_ = os.Remove(path)
	}
}

// tooMuch are the files to delete, oldest first: those that were last written too long
// ago, and then as many as have to go until the others aren't too many or too large. Files
// that aren't removable count too, and stay.
func tooMuch(parts []part, o Options, removable func(part) bool) (remove []part) {
	before := o.Now().Add(-o.MostAge)
	total := int64(0)
	for _, p := range parts {
		total += p.size
	}
	sorted := slices.SortedFunc(slices.Values(parts), func(a, b part) int {
		return cmp.Or(a.last.Compare(b.last), a.compare(b))
	})
	for _, p := range sorted {
		if total <= o.Most && len(parts)-len(remove) <= o.MostFiles && !p.last.Before(before) {
			break
		}
		if removable(p) {
			remove = append(remove, p)
			total -= p.size
		}
	}
	return remove
}

// isDead says whether the process has ended whose first file this is. If somebody has
// deleted that file, the process counts as ended.
func isDead(first string) bool {
	f, err := os.OpenFile(first, os.O_RDWR, 0)
	if err != nil {
		return os.IsNotExist(err)
	}
	defer func() { _ = f.Close() }()
	return tryLock(f)
}
