//! The header of an IDX file, and the values after it.

use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;
use std::io::{self, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;

use crate::dataset::idx::error::Refusal;

/// Returns the values of a file with D dimensions, at least one value.
///
/// `check` refuses dimensions, before memory is allocated for them.
pub(super) fn values<const D: usize>(
    bytes: &[u8],
    check: impl FnOnce(&[usize; D]) -> Result<(), Refusal>,
) -> Result<Cow<'_, [u8]>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let mut rest = bytes;
    let mut decoder = bytes.starts_with(&[0x1f, 0x8b]).then(|| MultiGzDecoder::new(bytes));
    let mut header = |buffer: &mut [u8]| {
        let source: &mut dyn Read = if let Some(decoder) = &mut decoder { decoder } else { &mut rest };
        source.read_exact(buffer).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => Refusal::Header,
            _ => gzip(&error),
        })
    };
    let mut magic = [0; 4];
    header(&mut magic)?;
    match magic {
        [0, 0, 8, found] if usize::from(found) != D => return Err(Refusal::Dimensions { expected: D, found }),
        [0, 0, 8, _] => {}
        [0, 0, kind @ (9 | 11..=14), _] => return Err(Refusal::Type { kind }),
        _ => return Err(Refusal::Magic { found: magic }),
    }
    let mut dimensions = [0; D];
    for dimension in &mut dimensions {
        let mut big_endian = [0; 4];
        header(&mut big_endian)?;
        *dimension = usize::try_from(u32::from_be_bytes(big_endian)).unwrap_or(usize::MAX);
    }
    check(&dimensions)?;
    let product = dimensions.iter().try_fold(1_usize, |product, dimension| product.checked_mul(*dimension));
    let expected = product.filter(|product| *product < isize::MAX as usize).ok_or(Refusal::Overflow)?;
    if expected == 0 {
        return Err(Refusal::NoValues);
    }

    let compressed = decoder.is_some();
    let values = if let Some(decoder) = decoder {
        // One byte more shows whether there are more.
        let mut values = Vec::new();
        match decoder.take(expected as u64 + 1).read_to_end(&mut values) {
            // The values that are missing say more than that the end is.
            Err(error) if error.kind() != ErrorKind::UnexpectedEof || values.len() >= expected => {
                return Err(gzip(&error));
            }
            _ => Cow::Owned(values),
        }
    } else {
        Cow::Borrowed(rest)
    };
    match values.len() {
        found if found < expected => Err(Refusal::Short { expected, found }),
        found if found > expected => Err(Refusal::Long { expected, found: (!compressed).then_some(found) }),
        _ => Ok(values),
    }
}

fn gzip(error: &io::Error) -> Refusal {
    let message = if error.kind() == ErrorKind::UnexpectedEof { "it was cut short".into() } else { error.to_string() };
    Refusal::Gzip { message }
}
