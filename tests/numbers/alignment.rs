//! Where a network lies in memory changes no bit of what it computes. It is aligned to its scalar only, so it may lie at any
//! multiple of 4 bytes from the start of a cache line.

use staticnn::prelude::*;
use staticnn_tests::drawn::normal;

network! {
    struct Small< 3 -> 12 relu -> 1 >;
    struct Policy< 8 -> 64 tanh -> 64 tanh -> 2 >;
    /// Whose products pack weights, those of the first stage in several parts.
    struct Wide< 300 -> 128 relu -> 48 sigmoid -> 17 >;
    struct Ragged< 20 -> 33 relu -> 10 softmax >;
}

/// A network so many values after the start of a cache line.
#[repr(C, align(64))]
struct Placed<N, const VALUES: usize> {
    before: [f32; VALUES],
    net: N,
}

/// The bits of what one sample gives, and a batch.
fn bits<N, const I: usize, const O: usize>(net: &N) -> Vec<u32>
where
    N: Network<Scalar = f32, Input = [f32; I], Output = [f32; O]>,
    Mse: Loss<[f32; O], N::Head, Target = [f32; O]>,
{
    let rng = &mut ChaCha8Rng::seed_from_u64(3);
    let inputs: Vec<[f32; I]> = (0..40).map(|_| normal(rng).map(|x| x as f32)).collect();
    let targets = [[0.5; O]; 40];
    let mut gradient = Gradient::<N>::boxed();
    let mut outputs = [[0.0; O]; 40];
    net.predict_batch(&inputs, &mut outputs).expect("as many outputs as inputs");
    let mut found: Vec<u32> = outputs.as_flattened().iter().map(|y| y.to_bits()).collect();
    found.extend(net.predict(&inputs[0]).map(f32::to_bits));
    for count in [1, 2, 40] {
        let samples = Samples::new(&inputs[..count], &targets[..count]).expect("as many targets as inputs");
        found.push(net.gradient(&samples, &Mse, &mut gradient).to_bits());
        found.extend(gradient.parameters().iter().map(|g| g.to_bits()));
    }
    found
}

/// Places a network so many values after the start of a cache line, and compares its bits with those expected.
fn check<N, const I: usize, const O: usize, const VALUES: usize>(expected: &[u32])
where
    N: Network<Scalar = f32, Input = [f32; I], Output = [f32; O]>,
    Mse: Loss<[f32; O], N::Head, Target = [f32; O]>,
{
    let net = N::init(&mut ChaCha8Rng::seed_from_u64(42));
    let placed = Box::new(Placed { before: [0.0; VALUES], net });
    assert_eq!((&raw const placed.net).addr() % 64, VALUES * 4, "{} values before", placed.before.len());
    let found = bits(&placed.net);
    assert!(found == expected, "{} values after the start of a cache line", placed.before.len());
}

fn everywhere<N, const I: usize, const O: usize>()
where
    N: Network<Scalar = f32, Input = [f32; I], Output = [f32; O]>,
    Mse: Loss<[f32; O], N::Head, Target = [f32; O]>,
{
    let expected = bits(&*Box::new(N::init(&mut ChaCha8Rng::seed_from_u64(42))));
    macro_rules! check {
        ($($values:literal)*) => { $(check::<N, I, O, $values>(&expected);)* };
    }
    check!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
}

#[test]
fn a_network_gives_the_same_bits_wherever_it_lies() {
    everywhere::<Small, 3, 1>();
    everywhere::<Policy, 8, 2>();
    everywhere::<Wide, 300, 17>();
    everywhere::<Ragged, 20, 10>();
}
