extension UInt8 {
    /// The byte of the small letter, if it is that of a capital in ASCII.
    package var lowercasedASCII: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}
