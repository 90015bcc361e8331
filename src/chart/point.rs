//! What the drawing calls take: numbers, points, and functions as points.

use core::ops::RangeInclusive;

use crate::class::Class;

/// The points that `function` returns, less one: more than a chart of the usual size has pixels across.
const SAMPLES: u32 = 1000;

/// A number that can be drawn: any float or integer of the language, or a reference to one.
///
/// ```
/// use staticnn::chart::Coordinate;
///
/// assert_eq!((0.5_f32.coordinate(), (&3_usize).coordinate()), (0.5, 3.0));
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` isn't a number that can be drawn", label = "not a number")]
pub trait Coordinate: Copy {
    /// Returns the number; large integers are rounded.
    fn coordinate(self) -> f64;
}

macro_rules! coordinates {
    ($($Number:ty)+) => {$(
        impl Coordinate for $Number {
            fn coordinate(self) -> f64 {
                self as f64
            }
        }
    )+};
}

coordinates!(f32 f64 i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl<C: Coordinate> Coordinate for &C {
    fn coordinate(self) -> f64 {
        (*self).coordinate()
    }
}

/// A point that can be drawn: `(x, y)`, `[x, y]`, with a third number `(x, y, value)`, or a reference to one of them.
///
/// ```
/// use staticnn::prelude::*;
///
/// let losses = [4.0_f32, 2.0, 1.5];
/// let rows = vec![[0.0, 4.0], [2.0, 1.0]];
/// let chart = Chart::new("").line("by position", losses.iter().enumerate()).points("rows", &rows);
/// # let _ = chart;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a point of {N} numbers",
    label = "these aren't points of {N} numbers",
    note = "a point is a pair `(x, y)`, in `colored` a triple `(x, y, value)`, of any numbers, or an array of them"
)]
pub trait Point<const N: usize> {
    /// Returns the numbers.
    fn coordinates(self) -> [f64; N];
}

impl<X: Coordinate, Y: Coordinate> Point<2> for (X, Y) {
    fn coordinates(self) -> [f64; 2] {
        [self.0.coordinate(), self.1.coordinate()]
    }
}

impl<X: Coordinate, Y: Coordinate, V: Coordinate> Point<3> for (X, Y, V) {
    fn coordinates(self) -> [f64; 3] {
        [self.0.coordinate(), self.1.coordinate(), self.2.coordinate()]
    }
}

impl<C: Coordinate, const N: usize> Point<N> for [C; N] {
    fn coordinates(self) -> [f64; N] {
        self.map(C::coordinate)
    }
}

impl<P: Point<N> + Copy, const N: usize> Point<N> for &P {
    fn coordinates(self) -> [f64; N] {
        (*self).coordinates()
    }
}

/// Returns the points of a function over a range, for any call that takes points: 1001 at equal distances.
///
/// ```
/// use staticnn::chart::function;
/// use staticnn::prelude::*;
///
/// let path = std::env::temp_dir().join("staticnn-function.svg");
/// Chart::new("").line("sin x", function(0.0..=10.0, f64::sin)).points("data", [(1, 0.8), (2, 0.9)]).save(&path)?;
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), staticnn::chart::Error>(())
/// ```
pub fn function<C: Coordinate>(
    x: RangeInclusive<f64>,
    mut y: impl FnMut(f64) -> C,
) -> impl Iterator<Item = (f64, f64)> {
    let (low, high) = x.into_inner();
    (0..=SAMPLES).map(move |sample| {
        let share = f64::from(sample) / f64::from(SAMPLES);
        let x = low * (1.0 - share) + high * share;
        (x, y(x).coordinate())
    })
}

/// What the function of [`Chart::regions`](crate::chart::Chart::regions) returns: the number of a class, a [`Class`],
/// or the outputs of a network. Of several outputs the largest says the class, of one whether it is above 0.5: class 1,
/// else 0.
///
/// ```
/// use staticnn::chart::Region;
///
/// assert_eq!([0.2_f32, 0.7, 0.1].region(), 1);
/// assert_eq!([0.3].region(), 0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't say which class a point of the plane belongs to",
    label = "neither the number of a class nor a network's output",
    note = "return a `usize`, a `Class`, or the array that `predict` returns"
)]
pub trait Region {
    /// Returns the number of the class, the first one being 0.
    fn region(self) -> usize;
}

impl Region for usize {
    fn region(self) -> usize {
        self
    }
}

impl<const N: usize> Region for Class<N> {
    fn region(self) -> usize {
        self.index()
    }
}

impl<C: Coordinate, const N: usize> Region for [C; N] {
    fn region(self) -> usize {
        let outputs = self.map(C::coordinate);
        if let [output] = outputs[..] {
            return usize::from(output > 0.5);
        }
        let largest =
            |best: usize, at: usize| if outputs[at] > outputs[best] || outputs[best].is_nan() { at } else { best };
        (0..N).reduce(largest).unwrap_or(0)
    }
}
