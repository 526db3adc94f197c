package weburl

// unicode16 maps the characters whose treatment UTS #46 changed between
// Unicode 15.0, up to which golang.org/x/net/idna serves this version of Go,
// and 16.0, which the standard's tests ask for. -1 stands for an ignored one.
// Applied before a newer version of the tables it changes nothing.
//
// https://www.unicode.org/reports/tr46/#Modifications
func unicode16(r rune) rune {
	switch {
	case 0x10a0 <= r && r <= 0x10c5: // Georgian capital letters
		return r - 0x10a0 + 0x2d00
	case 0x2061 <= r && r <= 0x2063, 0x206a <= r && r <= 0x206f, 0x1d173 <= r && r <= 0x1d17a:
		return -1 // invisible operators, deprecated and musical format characters
	}
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x17b4, 0x17b5, 0x180e:
		return -1 // fillers of Hangul, inherent vowels of Khmer, Mongolian vowel separator
	case 0x04c0:
		return 0x04cf
	case 0x1e9e:
		return 0x00df
	case 0x2132:
		return 0x214e
	case 0x2183:
		return 0x2184
	case 0x2f868:
		return 0x36fc
	case 0x2f874:
		return 0x5f53
	case 0x2f91f:
		return 0x243ab
	case 0x2f95f:
		return 0x7aee
	case 0x2f9bf:
		return 0x45d7
	}
	return r
}
