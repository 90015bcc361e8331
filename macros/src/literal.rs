//! Literals that are sizes.

/// The largest size: the index of a weight then still fits in 48 bits.
pub(crate) const LARGEST: usize = 1 << 24;

/// The value of a literal that is a size: decimal digits without a suffix, from 1 to [`LARGEST`].
pub(crate) fn size(literal: &str) -> Option<usize> {
    let digits = literal.replace('_', "");
    let value = if digits.bytes().all(|c| c.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    (1..=LARGEST).contains(&value).then_some(value)
}
