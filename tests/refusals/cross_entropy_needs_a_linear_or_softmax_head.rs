use staticnn::prelude::*;

network! { struct Positive< 2 -> 3 relu >; }

fn main() {
    let samples = Samples::from((&[[1.0, 2.0]], &[Class::<3>::new(1).unwrap()]));
    let _ = Positive::zeros().loss(&samples, &CrossEntropy);
}
