//! Where a network lies in memory changes no bit of what it computes. It is aligned to its scalar only, so it may lie at any
//! multiple of 4 bytes from the start of a cache line.

use staticnn::prelude::*;
use staticnn_tests::drawn::normal;

network! {
    /// Of every path of a product: packed in several parts, with a ragged width, and narrow.
    #[derive(Default)]
    struct Deep< 300 -> 40 relu -> 21 tanh -> 7 relu -> 1 >;
    #[derive(Default)]
    struct Lesson< 3 -> 12 relu -> 1 >;
}

/// A network `BEFORE` scalars after the start of a cache line.
#[repr(C, align(64))]
struct Placed<N, const BEFORE: usize> {
    before: [f32; BEFORE],
    net: N,
}

/// All bits that passes over many samples and over one compute.
fn bits<N, const I: usize>(net: &N) -> Vec<u32>
where
    N: Network<Scalar = f32, Input = [f32; I], Output = [f32; 1]>,
    Mse: Loss<[f32; 1], N::Head, Target = [f32; 1]>,
{
    let rng = &mut ChaCha8Rng::seed_from_u64(5);
    let x: Vec<[f32; I]> = (0..70).map(|_| normal::<I>(rng).map(|x| x as f32)).collect();
    let y: Vec<[f32; 1]> = (0..70).map(|_| normal::<1>(rng).map(|y| y as f32)).collect();
    let mut gradient = Gradient::<N>::boxed();
    let mut predictions = vec![[0.0]; 70];
    net.predict_batch(&x, &mut predictions).unwrap();
    let mut values: Vec<f32> = predictions.concat();
    values.extend(net.predict(&x[0]));
    for samples in [&Samples::new(&x, &y).unwrap(), &Samples::new(&x[..1], &y[..1]).unwrap()] {
        values.push(net.gradient(samples, &Mse, &mut gradient));
        values.extend(gradient.parameters());
    }
    values.into_iter().map(f32::to_bits).collect()
}

/// The bits of a network in that place.
fn placed<N, const BEFORE: usize, const I: usize>() -> Vec<u32>
where
    N: Network<Scalar = f32, Input = [f32; I], Output = [f32; 1]> + Default,
    Mse: Loss<[f32; 1], N::Head, Target = [f32; 1]>,
{
    let mut placed = Box::new(Placed::<N, BEFORE> { before: [0.0; BEFORE], net: N::default() });
    placed.net.initialize(&LeCun::normal(), &mut ChaCha8Rng::seed_from_u64(42));
    let address = (&raw const placed.net).addr();
    assert_eq!(address % 64, 4 * placed.before.len() % 64, "the place that was meant");
    bits(&placed.net)
}

macro_rules! in_every_place {
    ($N:ty, $I:literal: $($before:literal)*) => {
        let expected = placed::<$N, 0, $I>();
        assert!(expected.iter().all(|bits| f32::from_bits(*bits).is_finite()));
        $( assert!(placed::<$N, $before, $I>() == expected, "other bits {} bytes from a cache line", 4 * $before); )*
    };
}

#[test]
fn a_networks_address_changes_no_bit() {
    in_every_place!(Deep, 300: 1 2 3 4 7 8 12 15);
    in_every_place!(Lesson, 3: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
}
