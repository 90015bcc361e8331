//! Tensors whose numbers are in the file.

use crate::onnx::message::Tensor;
use crate::onnx::wire::{Broken, Value, varint};

/// A tensor with its numbers.
#[derive(Clone, Debug)]
pub(super) struct Constant {
    /// The dimensions, outermost first.
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f64>,
    /// Whether they are floats, as weights are.
    pub(super) is_float: bool,
}

/// `TensorProto.DataType`
pub(super) const FLOAT: i64 = 1;
pub(super) const DOUBLE: i64 = 11;
const INT32: i64 = 6;
const INT64: i64 = 7;
const BOOL: i64 = 9;

/// The most numbers of a tensor of whole numbers: such a tensor is a shape, or a setting.
pub(super) const MOST_WHOLE_NUMBERS: usize = 64;

impl Constant {
    /// Reads the numbers of a tensor; a message says why it can't.
    pub(super) fn read(tensor: &Tensor<'_>) -> Result<Self, String> {
        let name = tensor.name;
        if tensor.is_external {
            return Err(format!(
                "the numbers of `{name}` are in another file: write one file, in Python with \
                 `onnx.save_model(onnx.load(\"model.onnx\"), \"one_file.onnx\")` or, when exporting from PyTorch, with \
                 `torch.onnx.export(.., external_data=False)`"
            ));
        }
        let size = match tensor.data_type {
            FLOAT | INT32 => 4,
            DOUBLE | INT64 => 8,
            BOOL => 1,
            other => {
                let type_name = type_name(other);
                return Err(format!(
                    "the numbers of `{name}` are of the type {type_name}, and a network's are FLOAT (f32) or DOUBLE (f64): \
                     export the model in float32"
                ));
            }
        };
        let shape: Option<Vec<usize>> = tensor.dimensions.iter().map(|size| usize::try_from(*size).ok()).collect();
        let shape = shape.ok_or_else(|| format!("`{name}` has a negative size"))?;
        let count = shape.iter().try_fold(1_usize, |count, size| count.checked_mul(*size));
        let is_float = matches!(tensor.data_type, FLOAT | DOUBLE);
        match count {
            Some(0) => return Err(format!("`{name}` has no numbers")),
            Some(count) if is_float || count <= MOST_WHOLE_NUMBERS => {}
            _ => return Err(format!("`{name}` has more numbers than are read of its type")),
        }
        let shown = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
        let shown = if shape.is_empty() { "one number".to_owned() } else { format!("{shown} numbers") };
        let values = match tensor.raw {
            Some(raw) => {
                if count.and_then(|count| count.checked_mul(size)) != Some(raw.len()) {
                    let bytes = raw.len();
                    return Err(format!(
                        "`{name}` is {shown} of {size} bytes each, and the file has {bytes} bytes of it"
                    ));
                }
                raw.chunks_exact(size).map(|bytes| number(tensor.data_type, bytes)).collect()
            }
            None => {
                let values = listed(tensor, count.unwrap_or(0))
                    .map_err(|Broken| format!("the numbers of `{name}` can't be read"))?;
                if count != Some(values.len()) {
                    let found = values.len();
                    return Err(format!("`{name}` is {shown}, and the file has {found} of them"));
                }
                values
            }
        };
        Ok(Self { shape, values, is_float })
    }

    /// A number without dimensions.
    pub(super) fn number(value: f64) -> Self {
        Self { shape: Vec::new(), values: vec![value], is_float: true }
    }

    /// The number that it is for each of a sample's values: of one number, or of as many equal ones as the sample has.
    pub(super) fn same(&self, values: Option<usize>) -> Option<f64> {
        let (first, rest) = self.values.split_first()?;
        let count = self.values.len();
        let fits = count == 1 || (self.shape.last() == Some(&count) && values == Some(count));
        (fits && rest.iter().all(|value| value == first)).then_some(*first)
    }

    /// Rows and columns exchanged.
    pub(super) fn transposed(&self) -> Option<Self> {
        self.in_order(&[1, 0])
    }

    /// The dimensions in another order: place k has dimension `order[k]`. None if they are more or fewer.
    pub(super) fn in_order(&self, order: &[usize]) -> Option<Self> {
        if order.len() != self.shape.len() {
            return None;
        }
        let shape = order.iter().map(|dimension| self.shape.get(*dimension).copied()).collect::<Option<Vec<_>>>()?;
        // From the innermost dimension on: the size, and how far apart its values are here.
        let distance = |dimension: &usize| self.shape[dimension + 1..].iter().product::<usize>();
        let axes: Vec<(usize, usize)> = shape.iter().copied().zip(order.iter().map(distance)).rev().collect();
        let place = |index: usize| {
            let step = |(rest, place), (size, distance): &(usize, usize)| (rest / size, place + rest % size * distance);
            axes.iter().fold((index, 0), step).1
        };
        let values = (0..self.values.len()).map(|index| self.values[place(index)]).collect();
        Some(Self { shape, values, is_float: self.is_float })
    }
}

/// A number from its bytes in little-endian order, which are as many as its type has.
fn number(data_type: i64, bytes: &[u8]) -> f64 {
    match (data_type, bytes) {
        (FLOAT, &[a, b, c, d]) => f32::from_le_bytes([a, b, c, d]).into(),
        (INT32, &[a, b, c, d]) => i32::from_le_bytes([a, b, c, d]).into(),
        (DOUBLE, &[a, b, c, d, e, f, g, h]) => f64::from_le_bytes([a, b, c, d, e, f, g, h]),
        (INT64, &[a, b, c, d, e, f, g, h]) => i64::from_le_bytes([a, b, c, d, e, f, g, h]) as f64,
        (_, bytes) => bytes.first().copied().unwrap_or(0).into(),
    }
}

/// The numbers that are listed in the field of their type, one by one or several together. Reads few more than `expected`.
fn listed(tensor: &Tensor<'_>, expected: usize) -> Result<Vec<f64>, Broken> {
    let (field, size) = match tensor.data_type {
        FLOAT => (4, 4),
        DOUBLE => (10, 8),
        INT64 => (7, 0),
        _ => (5, 0),
    };
    let mut values = Vec::new();
    for found in tensor.fields {
        if values.len() > expected {
            break;
        }
        match found? {
            (tag, _) if tag != field => {}
            (_, Value::Fixed32(bytes)) if size == 4 => values.push(number(tensor.data_type, &bytes)),
            (_, Value::Fixed64(bytes)) if size == 8 => values.push(number(tensor.data_type, &bytes)),
            (_, Value::Varint(number)) if size == 0 => values.push(number.cast_signed() as f64),
            (_, Value::Bytes(mut packed)) if size == 0 => {
                while !packed.is_empty() && values.len() <= expected {
                    values.push(varint(&mut packed).ok_or(Broken)?.cast_signed() as f64);
                }
            }
            (_, Value::Bytes(packed)) if packed.len() % size == 0 => {
                values.extend(packed.chunks_exact(size).map(|bytes| number(tensor.data_type, bytes)));
            }
            _ => return Err(Broken),
        }
    }
    Ok(values)
}

/// The name of a type of numbers.
pub(super) fn type_name(data_type: i64) -> String {
    const NAMES: [&str; 17] = [
        "UNDEFINED",
        "FLOAT",
        "UINT8",
        "INT8",
        "UINT16",
        "INT16",
        "INT32",
        "INT64",
        "STRING",
        "BOOL",
        "FLOAT16",
        "DOUBLE",
        "UINT32",
        "UINT64",
        "COMPLEX64",
        "COMPLEX128",
        "BFLOAT16",
    ];
    let name = usize::try_from(data_type).ok().and_then(|index| NAMES.get(index));
    name.map_or_else(|| format!("number {data_type}"), |name| (*name).to_owned())
}
