//! Code that is generic over networks, and networks declared in functions and by other macros.

use staticnn::prelude::*;

macro_rules! networks {
    ($($Name:ident: $hidden:literal $activation:ident;)*) => { $(
        network! { pub struct $Name< 2 -> $hidden $activation -> 1 >; }
    )* };
}

networks! {
    Narrow: 2 tanh;
    Wide: 64 relu;
}

fn train<N: Network<Scalar = f32, Input = [f32; 2], Output = [f32; 1]>>(mut net: N) -> f32 {
    let samples = Samples::from((&[[0.0, 1.0], [1.0, 0.0]], &[[1.0], [-1.0]]));
    let mut optimizer = Adam::new(0.05);
    let mut gradient = Gradient::<N>::new();
    for _ in 0..200 {
        net.gradient(&samples, &Mse, &mut gradient);
        optimizer.step(&mut net, &gradient);
    }
    net.loss(&samples, &Mse)
}

#[test]
fn a_network_may_be_any_in_generic_code() {
    network! { struct Local< 2 -> 8 sigmoid -> 1 >; }
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    assert!(train(Narrow::init(&mut rng)) < 0.01);
    assert!(train(Wide::init(&mut rng)) < 0.01);
    assert!(train(Local::init(&mut rng)) < 0.01);
}
