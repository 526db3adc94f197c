package pipeline

import (
	"os"
)

// blockFile is an unlinked temporary file in which many bodies grow at once, each by
// blocks that others have left: however many they are, one descriptor is open. Which
// block is whose is the loop's to say; writing and reading is done in lanes.
type blockFile struct {
	file *os.File
	end  int64
	free []int64 // offsets of blocks that nobody has
}

const blockSize = 64 << 10

// stored is what a body has in the file.
type stored struct {
	blocks []int64 // their offsets
	size   int64   // bytes, in the order of the blocks
}

// extend gives a body blocks for n bytes more.
func (f *blockFile) extend(s *stored, n int) {
	for int64(len(s.blocks))*blockSize < s.size+int64(n) {
		at := f.end
		if last := len(f.free) - 1; last >= 0 {
			at, f.free = f.free[last], f.free[:last]
		} else {
			f.end += blockSize
		}
		s.blocks = append(s.blocks, at)
	}
}

// release takes the blocks of a body back.
func (f *blockFile) release(s *stored) {
	f.free = append(f.free, s.blocks...)
	*s = stored{}
}

// write writes p behind what a body has; in the disk lane.
func (f *blockFile) write(blocks []int64, size int64, p []byte) (err error) {
	if f.file == nil {
		if f.file, err = unlinkedFile("clew-bodies-*"); err != nil {
			return &FileError{Op: "create", Name: "temporary file", Err: err}
		}
	}
	for len(p) > 0 {
		within := size % blockSize
		n := min(int64(len(p)), blockSize-within)
		if _, err := f.file.WriteAt(p[:n], blocks[size/blockSize]+within); err != nil {
			return &FileError{Op: "write", Name: "temporary file", Err: err}
		}
		p, size = p[n:], size+n
	}
	return nil
}

// read hands on what a body has, block by block; in the parse lane.
func (f *blockFile) read(s *stored, to func([]byte) error) error {
	if s.size == 0 {
		return nil
	}
	var buf [blockSize]byte
	left := s.size
	for _, at := range s.blocks {
		n := min(left, blockSize)
		if _, err := f.file.ReadAt(buf[:n], at); err != nil {
			return &FileError{Op: "read", Name: "temporary file", Err: err}
		}
		if err := to(buf[:n]); err != nil {
			return err
		}
		if left -= n; left == 0 {
			break
		}
	}
	return nil
}

func (f *blockFile) close() {
	if f.file != nil {
		f.file.Close()
	}
}

// unlinkedFile makes a file that is gone when it is closed, in the directory for
// temporary files.
func unlinkedFile(pattern string) (*os.File, error) {
	f, err := os.CreateTemp("", pattern)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
