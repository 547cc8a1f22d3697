import pytest
from tests.builders import *
from tests.builders_partners import *
from goodstanding.partners.models import *
from goodstanding.evidence.models import Event
pytestmark = pytest.mark.django_db
def test_one():
    program = make_program()
    data = csv_of({"id:mpn":"1","partner":"Contoso","tier":"distributor","country":"Germany"},
      {"id:mpn":"2","partner":"Fabrikam","distributor":"1","entity":"Fabrikam GmbH","location":"Hamburg","location id:mpn":"22","region":"EMEA","country":"DE","person email":"Ada@example.com","person name":"Ada","person role":"signatory","from":"2025-01-01"},
      {"id:mpn":"2","location":"Munich","country":"DE"})
    done = make_import(program, data)
    for r in done.rows.all(): print(r.number, r.outcome, r.refusals, r.notes)
    print(done.state, done.remarks)
    print([ (e.name, bytes(e.bytes)) for e in Event.objects.all()])
    done = make_import(program, data)
    print(outcomes_of(done), done.state)
    print(LocationProfile.objects.values_list("name","zone","zone_assumed","valid_from"))
    assert 0
