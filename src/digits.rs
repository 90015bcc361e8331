//! How numbers are written in errors and reports.

use core::fmt;

/// The shortest digits that give the number, as an f32 if it is one: 0.1 instead of 0.10000000149011612.
pub(crate) struct Shortest(pub(crate) f64);

impl fmt::Display for Shortest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[allow(clippy::cast_possible_truncation, reason = "compared with the number afterwards")]
        let single = self.0 as f32;
        if f64::from(single) == self.0 { write!(f, "{single:?}") } else { write!(f, "{:?}", self.0) }
    }
}

/// Six significant digits: as a decimal fraction from 1e-4 to below 1e6, else with an exponent.
#[cfg(all(feature = "std", feature = "rand"))]
pub(crate) struct SixDigits(pub(crate) f64);

#[cfg(all(feature = "std", feature = "rand"))]
impl fmt::Display for SixDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if size == 0.0 {
            return f.write_str("0");
        }
        if !(1e-4..999_999.5).contains(&size) {
            return write!(f, "{:.5e}", self.0);
        }
        // As many decimals as leave five digits after the first. Half a unit of the last digit rounds up to the next
        // power of ten.
        let (mut decimals, mut limit) = (9, 9.999_995e-4);
        while size >= limit {
            (decimals, limit) = (decimals - 1, limit * 10.0);
        }
        write!(f, "{:.decimals$}", self.0)
    }
}

#[cfg(all(test, feature = "std", feature = "rand"))]
mod tests {
    use std::string::ToString;

    use super::{Shortest, SixDigits};

    #[test]
    fn six_digits_of_every_size() {
        let table = [
            (0.0, "0"),
            (1e-300, "1.00000e-300"),
            (1e-8, "1.00000e-8"),
            (9.999e-5, "9.99900e-5"),
            (1e-4, "0.000100000"),
            (0.000_999_999_7, "0.00100000"),
            (0.001_234_567, "0.00123457"),
            (0.202_581_4, "0.202581"),
            (0.999_999_7, "1.00000"),
            (1.0, "1.00000"),
            (9.999_996, "10.0000"),
            (14.612_34, "14.6123"),
            (99_999.97, "100000"),
            (123_456.7, "123457"),
            (999_999.4, "999999"),
            (999_999.7, "1.00000e6"),
            (1e6, "1.00000e6"),
            (1e20, "1.00000e20"),
            (f64::MAX, "1.79769e308"),
            (-0.25, "-0.250000"),
            (-3e9, "-3.00000e9"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ];
        for (number, expected) in table {
            assert_eq!(SixDigits(number).to_string(), expected);
        }
    }

    #[test]
    fn an_f32_is_written_as_one() {
        let table = [
            (f64::from(0.1_f32), "0.1"),
            (0.1, "0.1"),
            (2.0, "2.0"),
            (-1.0, "-1.0"),
            (1e300, "1e300"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (number, expected) in table {
            assert_eq!(Shortest(number).to_string(), expected);
        }
    }
}
