//! A network as Rust code.

use core::fmt::{self, Display, Write};
use core::slice;

use crate::flat;
use crate::layer::dimensions::Dimensions;
use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;
use crate::scalar::Scalar;

/// A network as Rust code, to print: what [`to_rust`](crate::Network::to_rust) returns. The code is a `static`, whose name is the
/// network's in capitals.
///
/// The numbers read back bit for bit: finite ones as decimals, NaN by its bits. Write the code into a file, and
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
/// #[allow(clippy::approx_constant, clippy::unreadable_literal, reason = \"the numbers are learnt\")]
/// static LINE: Line = Line::from_parameters(&[
///     // layer1.weight, 1x1
///     0.1,
///     // layer1.bias, 1
///     -1234.5677,
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
        // A weight of 3.14 isn't meant to be π, and digits in groups are no help where nobody reads them.
        writeln!(
            f,
            "#[allow(clippy::approx_constant, clippy::unreadable_literal, reason = \"the numbers are learnt\")]"
        )?;
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

/// A number as Rust code: the shortest digits that read back as it; NaN by its bits. The longest is a NaN of f64, of 34
/// characters.
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
        let (mut text, bits, value) = (Self::EMPTY, 8 * size_of::<T>(), number.to_f64());
        if value.is_finite() {
            write!(text, "{number:?}")?;
        } else if value.is_infinite() {
            write!(text, "f{bits}::{}INFINITY", if value > 0.0 { "" } else { "NEG_" })?;
        } else {
            write!(text, "f{bits}::from_bits(0x")?;
            let bytes = flat::bytes_of(slice::from_ref(&number));
            for index in 0..bytes.len() {
                let highest_first = if cfg!(target_endian = "big") { index } else { bytes.len() - 1 - index };
                write!(text, "{:02x}", bytes[highest_first])?;
            }
            text.write_char(')')?;
        }
        Ok(text)
    }
}
