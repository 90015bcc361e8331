//! Reads safetensors files: a header in JSON, then the values of all tensors.
//!
//! The crate of the format checks that the tensors adjoin and cover the data. What it leaves to its callers is checked
//! before: the length of the header, names that occur twice, and places beyond the end.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors};
use serde::Deserialize;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};

/// The content of a file.
pub(crate) struct Archive<'a> {
    /// The tensors, by name.
    pub(crate) tensors: Vec<Entry<'a>>,
    /// What the file says of the network, if staticnn wrote it.
    pub(crate) description: Option<String>,
}

/// A tensor in a file.
pub(crate) struct Entry<'a> {
    pub(crate) name: String,
    pub(crate) dtype: Dtype,
    /// The dimensions, outermost first.
    pub(crate) shape: Vec<usize>,
    bytes: &'a [u8],
}

/// Why bytes aren't a safetensors file.
pub(crate) enum Broken {
    /// There are none.
    Empty,
    /// They are a file that Python's `torch.save` wrote.
    Pickle,
    /// The length of the header, in the first eight bytes, is more than [`LONGEST_HEADER`].
    Header(u64),
    /// The file ends within the header or the data, at this many bytes instead of that many.
    Short { found: usize, expected: u64 },
    /// The header is JSON that doesn't describe tensors, or no JSON.
    Json(serde_json::Error),
    /// Anything else, as the crate of the format says it.
    Format(SafeTensorError),
}

/// The longest header that is read: some 8000 tensors. A parsed header takes up to 16 times its length in memory.
pub(crate) const LONGEST_HEADER: u64 = 1 << 20;

/// The key of the metadata whose value is the version of staticnn and the description of the network.
pub(crate) const KEY: &str = "staticnn";

impl<'a> Archive<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Broken> {
        if bytes.is_empty() {
            return Err(Broken::Empty);
        }
        // A zip archive, or a pickle of the protocols 2 to 5.
        if bytes.starts_with(b"PK\x03\x04") || (matches!(bytes, [0x80, 2..=5, ..]) && !has_header(bytes)) {
            return Err(Broken::Pickle);
        }
        let Some((length, rest)) = bytes.split_first_chunk() else {
            return Err(Broken::Short { found: bytes.len(), expected: 8 });
        };
        let length = u64::from_le_bytes(*length);
        if length > LONGEST_HEADER {
            return Err(Broken::Header(length));
        }
        let Some((header, data)) = rest.split_at_checked(length as usize) else {
            return Err(Broken::Short { found: bytes.len(), expected: 8 + length });
        };
        let places: Places = serde_json::from_slice(header).map_err(Broken::Json)?;
        if places.end > data.len() as u64 {
            return Err(Broken::Short { found: bytes.len(), expected: (8 + length).saturating_add(places.end) });
        }
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(Broken::Format)?;
        let entry = |name: String| {
            let info = metadata.info(&name)?;
            let bytes = data.get(info.data_offsets.0..info.data_offsets.1)?;
            Some(Entry { dtype: info.dtype, shape: info.shape.clone(), bytes, name })
        };
        let mut tensors: Vec<Entry<'a>> = metadata.offset_keys().into_iter().filter_map(entry).collect();
        tensors.sort_by(|one, other| one.name.cmp(&other.name));
        let description = metadata.metadata().as_ref().and_then(|metadata| metadata.get(KEY)).cloned();
        Ok(Self { tensors, description })
    }

    /// The tensor of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Entry<'a>> {
        self.tensors.binary_search_by(|tensor| tensor.name.as_str().cmp(name)).ok().map(|index| &self.tensors[index])
    }
}

impl Entry<'_> {
    /// The values as `f64`, which holds each exactly; none of a type that isn't a float.
    pub(crate) fn values(&self) -> impl Iterator<Item = f64> + '_ {
        let size = match self.dtype {
            Dtype::F16 | Dtype::BF16 => 2,
            Dtype::F32 => 4,
            _ => 8,
        };
        self.bytes.chunks_exact(size).map_while(|bytes| match (self.dtype, bytes) {
            (Dtype::F16, &[a, b]) => Some(from_f16(u16::from_le_bytes([a, b]))),
            (Dtype::BF16, &[a, b]) => Some(f32::from_le_bytes([0, 0, a, b]).into()),
            (Dtype::F32, &[a, b, c, d]) => Some(f32::from_le_bytes([a, b, c, d]).into()),
            (Dtype::F64, &[a, b, c, d, e, f, g, h]) => Some(f64::from_le_bytes([a, b, c, d, e, f, g, h])),
            _ => None,
        })
    }

    /// The values as they are in the file, little-endian.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes
    }
}

/// A number of IEEE 754's binary16: one bit of sign, five of the exponent, ten of the significand.
pub(crate) fn from_f16(bits: u16) -> f64 {
    let (exponent, significand) = (u64::from(bits >> 10 & 31), u64::from(bits & 1023));
    let magnitude = match exponent {
        // 2^-24 for each unit of the last place.
        0 => f64::from(bits & 1023) / f64::from(1 << 24),
        31 => f64::from_bits(0x7ff << 52 | significand << 42),
        _ => f64::from_bits((exponent + 1023 - 15) << 52 | significand << 42),
    };
    if bits >> 15 == 0 { magnitude } else { -magnitude }
}

/// Whether what follows the length of the header looks like one.
fn has_header(bytes: &[u8]) -> bool {
    bytes.get(8) == Some(&b'{')
}

/// Where the tensors of a header lie: read from JSON, which fails if a name occurs twice.
struct Places {
    /// The largest end.
    end: u64,
}

#[derive(Deserialize)]
struct Place {
    data_offsets: (u64, u64),
}

impl<'de> Deserialize<'de> for Places {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Header)
    }
}

struct Header;

impl<'de> Visitor<'de> for Header {
    type Value = Places;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from the names of tensors to their types, shapes and places")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Places, A::Error> {
        let (mut names, mut end) = (BTreeSet::new(), 0);
        while let Some(name) = map.next_key::<String>()? {
            if name == "__metadata__" {
                map.next_value::<IgnoredAny>()?;
            } else {
                end = end.max(map.next_value::<Place>()?.data_offsets.1);
            }
            if let Some(name) = names.replace(name) {
                return Err(A::Error::custom(format_args!("the name `{name}` occurs twice")));
            }
        }
        Ok(Places { end })
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Pickle => f.write_str(
                "it is a pickle, which holds a program; write a safetensors file in Python:\n    \
                 import safetensors.torch, torch\n    \
                 state = torch.load(\"model.pt\", weights_only=True)  # of a whole model: its state_dict()\n    \
                 safetensors.torch.save_file(state, \"model.safetensors\")",
            ),
            Self::Header(length) => write!(
                f,
                "its first eight bytes, the length of the header, are {length}, and a header has at most {LONGEST_HEADER} \
                 bytes: it isn't a safetensors file"
            ),
            Self::Short { found, expected } => {
                write!(f, "it has {found} bytes, and its beginning says at least {expected}: it was cut short")
            }
            Self::Json(error) => write!(f, "its header isn't that of a safetensors file: {error}"),
            Self::Format(error) => write!(f, "it isn't a safetensors file: {error}"),
        }
    }
}
