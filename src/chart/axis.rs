//! What an axis covers, where its ticks are, and what they say.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// If the largest value is more than this many times the smallest, the axis is logarithmic.
const WIDE: f64 = 20.0;

/// What an axis reaches beyond the data, as a share of their span.
const MARGIN: f64 = 0.04;

/// An axis: from 0, its lower end, to 1.
pub(super) struct Axis {
    logarithmic: bool,
    /// What the ends stand for: values, or their decimal logarithms.
    low: f64,
    high: f64,
    /// Where the labelled lines are, and their labels.
    pub(super) ticks: Vec<(f64, String)>,
    /// Where the lines between them are.
    pub(super) fine: Vec<f64>,
}

impl Axis {
    /// An axis for these epochs, with about so many ticks or fewer.
    pub(super) fn epochs(epochs: impl Iterator<Item = f64>, ticks: u32) -> Self {
        Self::linear(bounds(epochs), ticks, 1.0, MARGIN)
    }

    /// An axis for any values.
    pub(super) fn values(values: impl Iterator<Item = f64>, ticks: u32) -> Self {
        Self::linear(bounds(values), ticks, 0.0, MARGIN)
    }

    /// An axis that ends where its values end.
    pub(super) fn exactly((low, high): (f64, f64), ticks: u32) -> Self {
        Self::linear((low, high), ticks, 0.0, 0.0)
    }

    /// An axis for these losses, logarithmic if they are far apart.
    pub(super) fn losses(losses: impl Iterator<Item = f64>, ticks: u32) -> Self {
        let (low, high) = bounds(losses);
        if low > 0.0 && high / low > WIDE {
            Self::logarithmic(low.log10(), high.log10(), ticks)
        } else {
            Self::linear((low, high), ticks, 0.0, MARGIN)
        }
    }

    /// Where on the axis a value is.
    pub(super) fn share(&self, value: f64) -> f64 {
        share(if self.logarithmic { value.log10() } else { value }, self.low, self.high)
    }

    fn linear((low, high): (f64, f64), ticks: u32, least_step: f64, margin: f64) -> Self {
        let (size, middle) = (low.abs().max(high.abs()), low + (high - low) / 2.0);
        // Steps below have no exact power of ten.
        let tiny = 1e-290_f64;
        let span = match high - low {
            span if span > tiny.max(1e-6 * size) => span,
            // One value, or what can't be told from it: room on both sides.
            _ if size > tiny => 0.5 * size,
            _ => 1.0,
        };
        let floor = if low >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
        let reach = (0.5 + margin) * span;
        let (low, high) = ((middle - reach).max(floor), middle + reach);

        // The next of 1, 2 or 5 times a power of ten.
        let least_step = (span / f64::from(ticks)).max(least_step);
        let exponent = least_step.log10().floor() as i32;
        let (digit, exponent) = match least_step / 10_f64.powi(exponent) {
            ..=1.0 => (1.0, exponent),
            ..=2.0 => (2.0, exponent),
            ..=5.0 => (5.0, exponent),
            _ => (1.0, exponent + 1),
        };
        let step = digit * 10_f64.powi(exponent);
        let size = low.abs().max(high.abs());
        let multiples = (low / step).ceil() as i64..=(high / step).floor() as i64;
        let ticks = multiples.map(|multiple| multiple as f64 * step);
        let ticks = ticks.map(|value| (share(value, low, high), linear_label(value, exponent, size))).collect();
        Self { logarithmic: false, low, high, ticks, fine: Vec::new() }
    }

    /// The same for logarithms.
    fn logarithmic(low: f64, high: f64, ticks: u32) -> Self {
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
        let plain = labelled.iter().all(|(_, power)| (-4..6).contains(power));
        let place = |tick| share(logarithm(tick), low, high);
        let ticks = labelled.into_iter().map(|tick| (place(tick), logarithmic_label(tick, plain))).collect();
        Self { logarithmic: true, low, high, ticks, fine: fine.into_iter().map(place).collect() }
    }
}

fn share(value: f64, low: f64, high: f64) -> f64 {
    (value - low) / (high - low)
}

/// The least and the largest value.
pub(super) fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// The logarithm of digit 10^power.
fn logarithm((digit, power): (u32, i32)) -> f64 {
    f64::from(digit).log10() + f64::from(power)
}

/// A multiple of a step of this power of ten, on an axis that ends at `size`.
fn linear_label(value: f64, power_of_step: i32, size: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if (1e-4..1e6).contains(&size) {
        return fixed(value, -power_of_step);
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
