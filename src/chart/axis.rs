//! Axes: their ends, their ticks and their labels.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A loss axis is logarithmic if the largest value is more than this many times the smallest.
const WIDE: f64 = 20.0;

/// A logarithmic axis whose ends have a smaller ratio is widened.
const NARROWEST: f64 = 1.01;

/// The margin at each end of an axis, as a share of the span of the data.
const MARGIN: f64 = 0.04;

/// Values are drawn up to this size: the span of an axis could overflow beyond.
pub(super) const LARGEST: f64 = 1e300;

/// Spans are drawn down to this size: smaller powers of ten lose digits.
const SMALLEST: f64 = 1e-290;

/// Rounding moves an end of an axis by less than this many steps.
const ROUNDING: f64 = 1e-9;

/// An axis maps values to shares of its length, from 0 at its lower end to 1.
pub(super) struct Axis {
    logarithmic: bool,
    /// The values at the ends, or their decimal logarithms.
    low: f64,
    high: f64,
    /// The positions of the labelled lines, as shares, and their labels.
    pub(super) ticks: Vec<(f64, String)>,
    /// The positions of the lines between them, as shares.
    pub(super) fine: Vec<f64>,
}

impl Axis {
    /// Creates an axis for epochs, with whole steps and at most about `ticks` ticks.
    pub(super) fn epochs(ends: (f64, f64), ticks: u32) -> Self {
        Self::linear(ends, ticks, 1.0, MARGIN)
    }

    /// Creates a linear axis with margins.
    pub(super) fn values(ends: (f64, f64), ticks: u32) -> Self {
        Self::linear(ends, ticks, 0.0, MARGIN)
    }

    /// Creates a linear axis without margins.
    pub(super) fn without_margin((low, high): (f64, f64), ticks: u32) -> Self {
        Self::linear((low, high), ticks, 0.0, 0.0)
    }

    /// Creates an axis for losses: logarithmic if they are far apart.
    pub(super) fn losses((low, high): (f64, f64), ticks: u32) -> Self {
        if low > 0.0 && high / low > WIDE {
            return Self::logarithmic((low, high), ticks);
        }
        Self::linear_losses((low, high), ticks)
    }

    /// Creates a linear axis for losses. It starts at a labelled tick, which is 0 where that costs at most a third of
    /// its length.
    pub(super) fn linear_losses((low, high): (f64, f64), ticks: u32) -> Self {
        let (low, high) = spread(low, high);
        let low = if low >= 0.0 && 3.0 * low <= high { 0.0 } else { low };
        let step = Step::new((high - low) / f64::from(ticks));
        let foot = (low / step.size + ROUNDING).floor() * step.size;
        Self::with_step(foot, high + MARGIN * (high - low), &step)
    }

    /// Returns the value at a position, as a share.
    pub(super) fn value(&self, share: f64) -> f64 {
        let value = self.low + share * (self.high - self.low);
        if self.logarithmic { 10_f64.powf(value) } else { value }
    }

    /// Returns the position of a value, as a share.
    pub(super) fn share(&self, value: f64) -> f64 {
        share(if self.logarithmic { value.log10() } else { value }, self.low, self.high)
    }

    fn linear((low, high): (f64, f64), ticks: u32, min_step: f64, margin: f64) -> Self {
        let (low, high) = spread(low, high);
        let span = high - low;
        let floor = if low >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
        let step = Step::new((span / f64::from(ticks)).max(min_step));
        Self::with_step((low - margin * span).max(floor), high + margin * span, &step)
    }

    /// Creates a linear axis with a tick at every multiple of a step.
    fn with_step(low: f64, high: f64, step: &Step) -> Self {
        let size = low.abs().max(high.abs());
        let multiples = (low / step.size - ROUNDING).ceil() as i64..=(high / step.size + ROUNDING).floor() as i64;
        let ticks = multiples.map(|multiple| multiple as f64 * step.size);
        let ticks = ticks.map(|value| (share(value, low, high), linear_label(value, step.exponent, size))).collect();
        Self { logarithmic: false, low, high, ticks, fine: Vec::new() }
    }

    /// Creates a logarithmic axis with margins, from its smallest and its largest value, both above 0.
    pub(super) fn logarithmic((low, high): (f64, f64), ticks: u32) -> Self {
        let (low, high) = if high / low > NARROWEST { (low, high) } else { (low / 2.0, high * 2.0) };
        let (low, high) = (low.log10(), high.log10());
        let margin = MARGIN * (high - low);
        let (low, high) = (low - margin, high + margin);
        let powers = low.floor() as i32..=high.floor() as i32;
        let inside = |digits: &[u32]| -> Vec<(u32, i32)> {
            let all = powers.clone().flat_map(|power| digits.iter().map(move |digit| (*digit, power)));
            all.filter(|tick| (low..=high).contains(&logarithm(*tick))).collect()
        };

        let mut labelled = inside(&[1, 2, 5]);
        let mut fine = inside(&[2, 3, 4, 5, 6, 7, 8, 9]);
        if labelled.len() > ticks as usize {
            labelled = inside(&[1]);
            let every = labelled.len().div_ceil(ticks as usize) as i32;
            labelled.retain(|(_, power)| power % every == 0);
            if every > 1 {
                fine = inside(&[1]);
            }
        }
        if labelled.len() < 3 && high - low < 1.0 && low > SMALLEST.log10() {
            // The ends are within a power of ten: the labels stand at equal distances in value.
            let (from, to) = (10_f64.powf(low), 10_f64.powf(high));
            let Self { ticks, .. } = Self::with_step(from, to, &Step::new((to - from) / f64::from(ticks)));
            let position = |at: f64| share((from + at * (to - from)).log10(), low, high);
            let ticks = ticks.into_iter().map(|(at, label)| (position(at), label)).collect();
            return Self { logarithmic: true, low, high, ticks, fine: Vec::new() };
        }
        let plain = labelled.iter().all(|(_, power)| (-4..6).contains(power));
        let position = |tick| share(logarithm(tick), low, high);
        let ticks = labelled.into_iter().map(|tick| (position(tick), logarithmic_label(tick, plain))).collect();
        Self { logarithmic: true, low, high, ticks, fine: fine.into_iter().map(position).collect() }
    }
}

/// The distance between ticks: 1, 2 or 5 times a power of ten.
struct Step {
    size: f64,
    exponent: i32,
}

impl Step {
    /// Returns the smallest step of at least this size.
    fn new(least: f64) -> Self {
        let exponent = least.log10().floor() as i32;
        let (digit, exponent) = match least / 10_f64.powi(exponent) {
            ..=1.0 => (1.0, exponent),
            ..=2.0 => (2.0, exponent),
            ..=5.0 => (5.0, exponent),
            _ => (1.0, exponent + 1),
        };
        Self { size: digit * 10_f64.powi(exponent), exponent }
    }
}

fn share(value: f64, low: f64, high: f64) -> f64 {
    (value - low) / (high - low)
}

/// Whether a value is finite and below 1e300.
pub(super) fn drawable(value: f64) -> bool {
    value.abs() < LARGEST
}

/// Whether a value can be drawn on a logarithmic axis.
pub(super) fn is_logarithmic(value: f64) -> bool {
    value >= 1.0 / LARGEST
}

/// Whether an axis can end at these values.
pub(super) fn are_ends(low: f64, high: f64) -> bool {
    drawable(low) && drawable(high) && high - low > SMALLEST.max(1e-6 * low.abs().max(high.abs()))
}

/// Returns the values, or a span around them if they are equal, or nearly.
fn spread(low: f64, high: f64) -> (f64, f64) {
    if are_ends(low, high) {
        return (low, high);
    }
    let (size, middle) = (low.abs().max(high.abs()), low + (high - low) / 2.0);
    let reach = if size > SMALLEST { 0.25 * size } else { 0.5 };
    (if low >= 0.0 { (middle - reach).max(0.0) } else { middle - reach }, middle + reach)
}

/// Returns the smallest and the largest value.
pub(super) fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// The decimal logarithm of digit * 10^power.
fn logarithm((digit, power): (u32, i32)) -> f64 {
    f64::from(digit).log10() + f64::from(power)
}

/// Labels a multiple of a step on an axis of values up to `size`. The power of ten of the step gives the decimals, the
/// same on the whole axis. Only a 0 beside multiples of a power of ten stands alone.
fn linear_label(value: f64, power_of_step: i32, size: f64) -> String {
    if (1e-4..1e6).contains(&size) {
        return fixed(value, -power_of_step);
    }
    if value == 0.0 {
        return "0".into();
    }
    let power = size.log10().floor() as i32;
    format!("{}·10{}", fixed(value / 10_f64.powi(power), power - power_of_step), superscript(power))
}

fn logarithmic_label((digit, power): (u32, i32), plain: bool) -> String {
    match digit {
        _ if plain => fixed(f64::from(digit) * 10_f64.powi(power), -power),
        1 => format!("10{}", superscript(power)),
        _ => format!("{digit}·10{}", superscript(power)),
    }
}

fn fixed(value: f64, decimals: i32) -> String {
    format!("{value:.*}", decimals.max(0) as usize).replace('-', "−")
}

fn superscript(power: i32) -> String {
    let raise = |c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32('⁰' as u32 + digit as u32 - '0' as u32).unwrap_or(digit),
    };
    format!("{power}").chars().map(raise).collect()
}
