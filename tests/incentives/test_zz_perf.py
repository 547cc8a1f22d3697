import time, pytest
from tests.builders_incentives import *
from tests.builders import *
@pytest.mark.usefixtures("committed")
def test_perf():
    program, partner = make_participant()
    rows=[earning_row(f"E-{i}", transaction=f"T-{j}") for i in range(4000) for j in range(3)]
    t=time.time(); held=receive(program,*rows); print("receive",time.time()-t)
    t=time.time(); apply_earnings(held.pk,actor=SYSTEM,at=NOON); print("apply",time.time()-t)
    t=time.time(); held=receive(program,*rows); print("receive again",time.time()-t)
    t=time.time(); apply_earnings(held.pk,actor=SYSTEM,at=NOON); print("apply again",time.time()-t)
