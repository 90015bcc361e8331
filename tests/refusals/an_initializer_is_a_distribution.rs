use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let _ = Regressor::new(&0.5, &mut rng);
}
