//! A network as Rust code.

use core::fmt::{self, Display, Write};

use crate::flat;
use crate::layer::stage::{Dimensions, Stage};
use crate::layer::stage_path::StagePath;
use crate::scalar::Scalar;

/// A network as Rust code, to print: what [`to_rust`](crate::network::Weights::to_rust) returns. It is a `static`, whose name
/// is the network's in capitals.
///
/// The numbers read back bit for bit: finite ones as decimals with an exponent, NaN by its bits. Write the code into a file, and
/// `include!` the file where the network is declared.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.parameters_mut().copy_from_slice(&[0.1, -1234.5678]);
/// assert_eq!(line.to_rust().to_string(), "\
/// /// `Line`, 2 parameters, as `to_rust` prints it.
/// #[rustfmt::skip]
/// static LINE: Line = Line::from_parameters(&[
///     // layer1.weight, 1x1
///     1e-1,
///     // layer1.bias, 1
///     -1.234_567_7e3,
/// ]);
/// ");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RustCode<'a, T> {
    network: &'static Stage,
    numbers: &'a [T],
}

/// The most columns of a line.
const COLUMNS: usize = 100;

impl<'a, T> RustCode<'a, T> {
    pub(crate) const fn new(network: &'static Stage, numbers: &'a [T]) -> Self {
        Self { network, numbers }
    }
}

impl<T: Scalar> Display for RustCode<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.network.name;
        writeln!(f, "/// `{name}`, {} parameters, as `to_rust` prints it.", self.numbers.len())?;
        writeln!(f, "#[rustfmt::skip]")?;
        write!(f, "static ")?;
        capitals(name, f)?;
        writeln!(f, ": {name} = {name}::from_parameters(&[")?;
        stages(self.network, &StagePath::NETWORK, self.numbers, f)?;
        writeln!(f, "]);")
    }
}

/// The name of a `static`: `MLP_NET` for `MlpNet`.
fn capitals(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut follows_lower = false;
    for letter in name.chars() {
        if letter.is_uppercase() && follows_lower {
            f.write_char('_')?;
        }
        follows_lower = letter.is_lowercase() || letter.is_numeric();
        letter.to_uppercase().try_for_each(|letter| f.write_char(letter))?;
    }
    Ok(())
}

/// The numbers of the stages of a network, each tensor after a line with its name; and how many they are.
fn stages<T: Scalar>(
    network: &Stage,
    path: &StagePath<'_>,
    numbers: &[T],
    f: &mut fmt::Formatter<'_>,
) -> Result<usize, fmt::Error> {
    let mut start = 0;
    for stage in network.stages {
        let path = StagePath::stage(path, stage.name);
        for tensor in stage.tensors.iter().filter(|tensor| tensor.len() > 0) {
            writeln!(f, "    // {path}.{}, {}", tensor.name, Dimensions(tensor.shape))?;
            let end = start + tensor.len();
            lines(&numbers[start..end], f)?;
            start = end;
        }
        start += stages(stage, &path, &numbers[start..], f)?;
    }
    Ok(start)
}

/// Numbers in lines.
fn lines<T: Scalar>(numbers: &[T], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut column = 0;
    for number in numbers {
        let text = Text::of(*number)?;
        let width = text.as_str().len() + 2;
        if column + width > COLUMNS {
            writeln!(f)?;
            column = 0;
        }
        f.write_str(if column == 0 { "    " } else { " " })?;
        write!(f, "{},", text.as_str())?;
        column += width + if column == 0 { 3 } else { 0 };
    }
    writeln!(f)
}

/// A number as Rust code: the shortest digits that read back as it, with an exponent, since clippy takes 3.14 for a mistake.
/// The longest is an f64 by its bits, of 36 characters.
struct Text {
    bytes: [u8; 40],
    length: usize,
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let place = self.bytes.get_mut(self.length..self.length + text.len()).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length += text.len();
        Ok(())
    }
}

impl Text {
    const EMPTY: Self = Self { bytes: [0; 40], length: 0 };

    fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }

    fn of<T: Scalar>(number: T) -> Result<Self, fmt::Error> {
        let (is_f32, value) = (size_of::<T>() == size_of::<f32>(), number.to_f64());
        let mut text = Self::EMPTY;
        #[allow(clippy::cast_possible_truncation, reason = "the value is that of an f32")]
        match is_f32 {
            true if value.is_finite() => write!(text, "{:e}", value as f32)?,
            false if value.is_finite() => write!(text, "{value:e}")?,
            true if value.is_nan() => write!(text, "f32::from_bits({:#x})", u32::from_ne_bytes(bytes(number)?))?,
            false if value.is_nan() => write!(text, "f64::from_bits({:#x})", u64::from_ne_bytes(bytes(number)?))?,
            _ => write!(text, "f{}::{}INFINITY", 8 * size_of::<T>(), if value > 0.0 { "" } else { "NEG_" })?,
        }
        if value.is_finite() { text.grouped() } else { Ok(text) }
    }

    /// The number with the digits between its point and its exponent in groups of three, as clippy wants them.
    fn grouped(&self) -> Result<Self, fmt::Error> {
        let mut grouped = Self::EMPTY;
        let (number, exponent) = self.as_str().split_once('e').ok_or(fmt::Error)?;
        let (whole, fraction) = number.split_at(number.find('.').map_or(number.len(), |point| point + 1));
        grouped.write_str(whole)?;
        for (index, digit) in fraction.chars().enumerate() {
            if index > 0 && index % 3 == 0 {
                grouped.write_char('_')?;
            }
            grouped.write_char(digit)?;
        }
        write!(grouped, "e{exponent}")?;
        Ok(grouped)
    }
}

/// The bytes of a number.
fn bytes<T: Scalar, const N: usize>(number: T) -> Result<[u8; N], fmt::Error> {
    flat::bytes_of(&[number]).try_into().map_err(|_| fmt::Error)
}
