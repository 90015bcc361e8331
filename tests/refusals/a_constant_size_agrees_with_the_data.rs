use staticnn::prelude::*;

const FEATURES: usize = 3;
const CLASSES: usize = 10;

network! { struct Net< FEATURES -> 12 relu -> CLASSES softmax >; }

fn main() {
    let samples = Samples::from((&[[1.0, 2.0, 3.0, 4.0]], &[Class::<10>::new(1).unwrap()]));
    let _ = Net::zeros().loss(&samples, &CrossEntropy);
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[Class::<4>::new(1).unwrap()]));
    let _ = Net::zeros().loss(&samples, &CrossEntropy);
}
