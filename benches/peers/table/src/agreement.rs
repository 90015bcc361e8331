//! The self-check: a peer's losses and outputs are those of staticnn.

use peers_work::process::Answer;
use peers_work::rows::{Row, Task};

use crate::peer::Peer;

/// The largest accepted difference, as a share of the row's largest value. Sums in another order differ by a few millionths.
const TOLERANCE: f64 = 2e-5;
/// That of an epoch, whose order differs between the peers.
const EPOCH_TOLERANCE: f64 = 0.02;

/// Compares every answer of the peer with one of staticnn.
pub fn check(row: &Row, ours: &Peer, peer: &Peer) -> Result<(), String> {
    let Some(expected) = ours.answers(row).next() else {
        return Err(format!("staticnn leaves out the row `{}`", row.name));
    };
    moved(row, expected)?;
    let name = &peer.name;
    peer.answers(row).try_for_each(|found| {
        same(row, expected, found).map_err(|error| format!("{name} doesn't do the work of `{}`: {error}", row.name))
    })
}

/// The losses of a step change by far more than the tolerance: a peer without an update would be found.
fn moved(row: &Row, Answer { values, .. }: &Answer) -> Result<(), String> {
    let change = (values[0] - values[values.len() - 1]) / values[0];
    let enough = change > 100.0 * TOLERANCE;
    if row.task == Task::Step && !enough {
        return Err(format!("the losses of `{}` fall by a share of {change} only: raise its rate", row.name));
    }
    Ok(())
}

fn same(row: &Row, expected: &Answer, found: &Answer) -> Result<(), String> {
    let (expected, found) = (&expected.values, &found.values);
    if expected.len() != found.len() {
        return Err(format!("expected {} losses or outputs, found {}", expected.len(), found.len()));
    }
    let share = if row.task == Task::Epoch { EPOCH_TOLERANCE } else { TOLERANCE };
    let tolerance = share * expected.iter().fold(0.0, |largest, value| value.abs().max(largest));
    // NaN is within no tolerance.
    let within = |(expected, found): (&f64, &f64)| (expected - found).abs() <= tolerance;
    match expected.iter().zip(found).position(|pair| !within(pair)) {
        None => Ok(()),
        Some(at) => {
            Err(format!("value {at} (from 0) should be {}, within {tolerance:.2e}, and is {}", expected[at], found[at]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use peers_work::rows;

    fn answer(values: &[f64]) -> Answer {
        Answer { microseconds: 1.0, share: f64::NAN, values: values.to_vec() }
    }

    #[test]
    fn what_differs_is_refused_and_so_is_nan() {
        let row = &rows::all()[0];
        let losses = answer(&[1.0, 0.9]);
        assert!(same(row, &losses, &losses).is_ok());
        assert!(same(row, &losses, &answer(&[1.0, 0.90001])).is_ok());
        for wrong in [&[1.0, 0.901][..], &[1.0, f64::NAN], &[1.0], &[1.0, 0.9, 0.8]] {
            assert!(same(row, &losses, &answer(wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn losses_that_stay_are_refused() {
        let row = &rows::all()[0];
        assert!(moved(row, &answer(&[1.0, 0.9])).is_ok());
        assert!(moved(row, &answer(&[1.0, 1.0])).is_err());
        assert!(moved(row, &answer(&[1.0, f64::NAN])).is_err());
    }
}
