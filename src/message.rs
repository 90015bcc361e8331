//! A message with numbers, for an assertion that the compiler evaluates: there `format!` can't be called.

/// Text of up to 200 bytes; what is beyond is cut off.
pub(crate) struct Message {
    bytes: [u8; 200],
    length: usize,
}

impl Message {
    /// An empty text.
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; 200], length: 0 }
    }

    /// Appends text.
    pub(crate) const fn text(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut index = 0;
        while index < bytes.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = bytes[index];
            self.length += 1;
            index += 1;
        }
        self
    }

    /// Appends a number, in decimal.
    pub(crate) const fn number(mut self, number: usize) -> Self {
        if number >= 10 {
            self = self.number(number / 10);
        }
        let digit = [b'0' + (number % 10) as u8];
        match core::str::from_utf8(&digit) {
            Ok(digit) => self.text(digit),
            Err(_) => self,
        }
    }

    /// The text.
    pub(crate) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "a message that ends within a letter",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn numbers_are_in_decimal() {
        for (number, expected) in [(0, "[0]"), (7, "[7]"), (10, "[10]"), (16_777_216, "[16777216]")] {
            assert_eq!(Message::new().text("[").number(number).text("]").as_str(), expected);
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_off() {
        let long = [b'a'; 300];
        assert_eq!(Message::new().text(str::from_utf8(&long).unwrap()).as_str().len(), 200);
    }
}
