package audit

import (
	"context"
	"errors"
	"path/filepath"
)

// fileSink adds lines to the end of a file. They are on the disk when Write returns.
//
// The file is opened anew when the name belongs to another one, or to none, as after
// logrotate. logrotate must move it (create, not copytruncate): what is added between
// copying and truncating would be lost.
type fileSink struct {
	disk disk
	path string
	file diskFile // nil until it is needed
	// torn says that the file may end with a part of a line.
	torn bool
}

// Write implements Sink.
func (s *fileSink) Write(_ context.Context, lines []Line) error {
	// Where the file was moved while it was written, it may have been packed before the
	// lines were in it. They are written to the new file too.
	const tries = 3
	for range tries {
		err := s.write(lines)
		if err != nil {
			return errors.Join(err, s.Close())
		}
		same, err := s.disk.Is(s.path, s.file)
		if same || err != nil {
			return err
		}
	}
	return errors.New("the file of the audit stream was moved away again and again while it was written")
}

func (s *fileSink) write(lines []Line) error {
	if err := s.open(); err != nil {
		return err
	}
	var text []byte
	if s.torn {
		text = append(text, '\n') // a reader skips the part of a line
	}
	for _, l := range lines {
		text = l.appendJSON(text)
	}
	if len(text) == 0 {
		return nil
	}
	s.torn = true
	if _, err := s.file.Write(text); err != nil {
		return err
	}
	if err := s.file.Sync(); err != nil {
		return err
	}
	s.torn = false
	return nil
}

// open makes sure that the file with the name is open, and that it is known how it ends.
func (s *fileSink) open() error {
	if s.file != nil {
		if same, err := s.disk.Is(s.path, s.file); same || err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
	f, err := s.disk.Append(s.path)
	if err != nil {
		return err
	}
	s.file = f
	size, err := f.Size()
	if err != nil {
		return err
	}
	if size == 0 {
		s.torn = false
		return s.disk.SyncDir(filepath.Dir(s.path)) // a new name
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, size-1); err != nil {
		return err
	}
	s.torn = last[0] != '\n'
	return nil
}

// Close implements Sink.
func (s *fileSink) Close() error {
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	return f.Close()
}
