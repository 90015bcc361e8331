//! A message with numbers, for an assertion that the compiler evaluates: there `format!` can't be called.

/// The most bytes of a message.
const LENGTH: usize = 1000;

/// Text of up to [`LENGTH`] bytes; what is beyond is cut off.
#[derive(Clone, Copy)]
pub(crate) struct Message {
    bytes: [u8; LENGTH],
    length: usize,
}

impl Message {
    /// An empty text.
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; LENGTH], length: 0 }
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

    /// Appends dimensions, as a declaration writes them: `1x28x28`.
    #[cfg(feature = "pretrained")]
    pub(crate) const fn dimensions(mut self, dimensions: &[usize]) -> Self {
        if dimensions.is_empty() {
            return self.text("without dimensions");
        }
        let mut index = 0;
        while index < dimensions.len() {
            self = if index > 0 { self.text("x") } else { self };
            self = self.number(dimensions[index]);
            index += 1;
        }
        self
    }

    /// Appends a number that isn't negative, as a decimal fraction if it has at most 15 digits.
    #[cfg(feature = "pretrained")]
    pub(crate) const fn decimal(self, number: f64) -> Self {
        let (mut decimals, mut power) = (0, 1.0);
        while decimals <= 22 {
            // The quotient of two numbers without a fraction, both exact, is rounded as what a program writes is.
            let digits = (number * power + 0.5) as u64;
            if digits < 1 << 53 && digits as f64 / power == number {
                return self.fraction(digits, decimals);
            }
            (decimals, power) = (decimals + 1, power * 10.0);
        }
        self.text("a number of more digits")
    }

    /// Appends a number of units of the last of so many decimals.
    #[cfg(feature = "pretrained")]
    const fn fraction(mut self, digits: u64, decimals: usize) -> Self {
        let power = 10_u64.pow(if decimals > 19 { 19 } else { decimals as u32 });
        self = self.number((digits / power) as usize);
        if decimals > 0 {
            self = self.text(".");
        }
        let mut place = decimals;
        while place > 0 {
            place -= 1;
            let digit = if place > 19 { 0 } else { digits / 10_u64.pow(place as u32) % 10 };
            self = self.number(digit as usize);
        }
        self
    }

    /// The text.
    pub(crate) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "a message that ends within a letter",
        }
    }
}

/// Whether two texts are equal, in a constant.
#[cfg(any(feature = "pretrained", feature = "safetensors", feature = "serde"))]
pub(crate) const fn equal(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    one.len() == other.len() && index == one.len()
}

#[cfg(test)]
mod tests {
    use super::{LENGTH, Message};

    #[test]
    fn numbers_are_in_decimal() {
        for (number, expected) in [(0, "[0]"), (7, "[7]"), (10, "[10]"), (16_777_216, "[16777216]")] {
            assert_eq!(Message::new().text("[").number(number).text("]").as_str(), expected);
        }
    }

    #[test]
    #[cfg(feature = "pretrained")]
    fn decimals_are_what_display_writes() {
        for number in [0.0, 1.0, 0.1, 1e-5, 0.01, 123.456, 0.333, 1e-12, 1e-20, 5e-22, 123456789.0, 0.000_123_456_789] {
            assert_eq!(Message::new().decimal(number).as_str(), std::format!("{number}"));
        }
        assert_eq!(Message::new().decimal(0.1 + 0.2).as_str(), "a number of more digits");
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_off() {
        let long = [b'a'; 2 * LENGTH];
        assert_eq!(Message::new().text(str::from_utf8(&long).unwrap()).as_str().len(), LENGTH);
    }
}
